package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Chain;
import dev.hookstream.schemas.ChainState;
import dev.hookstream.schemas.DeliverAgain;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Failure;
import dev.hookstream.schemas.Replay;
import dev.hookstream.topology.lane.LaneCommand;
import dev.hookstream.topology.match.DeliveryId;
import dev.hookstream.topology.match.Target;
import dev.hookstream.topology.retry.Chains;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a lane is asked where a delivery is to be made again from the body that it had. */
final class AgainCommands {
  // Somebody who retries by hand for days must not make the entry grow for ever.
  private static final int FAILURES_KEPT = 100;

  /**
   * What somebody asked for.
   *
   * @param knownRound the last round that who asks knew of
   * @param at when it was asked for, in milliseconds since 1970
   * @param replayId null for a retry by hand
   */
  record Asked(
      DeliveryRef ref, int knownRound, long at, @Nullable String replayId, ByteBuffer body) {}

  private AgainCommands() {}

  /**
   * The same delivery in its next round, in place of whatever waits or is out of an earlier one.
   * Null for a copy of a request that has had its effect.
   */
  static @Nullable LaneCommand nextRound(Asked asked, Chains chains, long now) {
    DeliveryRef ref = asked.ref();
    Chain chain = chains.get(ref);
    if (chain != null && !isNew(chain, asked)) {
      return null;
    }
    int round = Math.max(chain == null ? 0 : chain.getRound(), asked.knownRound()) + 1;
    List<Failure> failures = chain == null ? List.of() : chain.getFailures();
    Chain next =
        new Chain(
            round,
            1,
            ChainState.OUT,
            0L,
            now,
            0,
            false,
            failures.size() < FAILURES_KEPT ? failures : List.of(),
            asked.replayId());
    chains.put(ref, next);
    // As a retry, of which no lane keeps the order: those behind it have long gone by, or wait for
    // it by its chain.
    return new LaneCommand.Again(ref, DeliveryClass.RETRY, round, 1, 0L, bytes(asked.body()));
  }

  /**
   * A request goes on from the round that its sender knew, or from an end that was there before it.
   * Anything else is a copy: a job that was killed asks twice.
   */
  private static boolean isNew(Chain chain, Asked asked) {
    return chain.getRound() <= asked.knownRound()
        || (chain.getState() == ChainState.DEAD && chain.getChangedAt() <= asked.at());
  }

  /** A delivery of its own, with the replay's id; null where the endpoint is gone. */
  static @Nullable LaneCommand underReplay(
      Replay replay, DeliverAgain again, @Nullable Target target) {
    if (target == null) {
      return null;
    }
    DeliveryRef first = again.getRef();
    DeliveryRef ref =
        new DeliveryRef(
            DeliveryId.of(
                target.idPart(),
                first.getEventId(),
                first.getEventPartition(),
                first.getEventOffset(),
                replay.getReplayId(),
                replay.getRequestedAt()),
            first.getEventId(),
            first.getEventType(),
            first.getWorkspaceId(),
            first.getEndpointId(),
            first.getContract(),
            first.getEventPartition(),
            first.getEventOffset(),
            replay.getRequestedAt(),
            replay.getReplayId(),
            null);
    return new LaneCommand.Fanout(
        DeliveryClass.REPLAY,
        List.of(new LaneCommand.Fanout.Place(target, ref)),
        Map.of(first.getContract(), bytes(again.getBody())));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
