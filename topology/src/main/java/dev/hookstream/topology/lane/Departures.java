package dev.hookstream.topology.lane;

import dev.hookstream.schemas.Chain;
import dev.hookstream.schemas.ChainState;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.OutcomeKind;
import dev.hookstream.schemas.Waiting;
import dev.hookstream.topology.match.Target;
import dev.hookstream.topology.retry.Chains;
import dev.hookstream.topology.secret.CannotOpenException;
import dev.hookstream.topology.settings.Workspaces;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets deliveries out: at once where there is room, later from the backlog as room comes. Bulk work
 * is done in pieces, so that a lane with a million waiting holds nobody up.
 */
final class Departures {
  /** The sink that finished requests go to. */
  static final String DELIVERIES = "deliveries";

  /** The sink for what became of a delivery that does not leave. */
  static final String OUTCOMES = "outcomes";

  /** On every delivery record, for a sender that cannot decode it: the way to free its place. */
  static final String IDENTITY_HEADER = "hookstream-delivery";

  private static final Logger log = LoggerFactory.getLogger(Departures.class);
  private static final int BULK = 1_000;
  // Beyond the time-out: the way to the sender, its queue, and the way back.
  private static final long LEASE_BEYOND_TIMEOUT_MS = Duration.ofMinutes(3).toMillis();

  private final ProcessorContext<String, SpecificRecordBase> context;
  private final Workspaces workspaces;
  private final Chains chains;
  private final Backlog backlog;
  private final Lanes lanes;
  private final Release release;
  private final Wakeups wakeups;
  private final Set<Lane> goingOn = new LinkedHashSet<>();
  private final Set<Lane> discarding = new LinkedHashSet<>();

  Departures(
      ProcessorContext<String, SpecificRecordBase> context,
      Workspaces workspaces,
      Chains chains,
      Backlog backlog,
      Lanes lanes,
      Release release) {
    this.context = context;
    this.workspaces = workspaces;
    this.chains = chains;
    this.backlog = backlog;
    this.lanes = lanes;
    this.release = release;
    wakeups = new Wakeups(context, this::goOnWith);
  }

  boolean mayLeaveAtOnce(Lane lane, Target target, long now) {
    return target.enabled() && lane.backlog() == 0 && lane.hasRoom(now) && lanes.hasRoom();
  }

  /** Signs a delivery and sends it on its way, unless its chain says it is settled or elsewhere. */
  void leave(Lane lane, Target target, Waiting waiting, byte[] body, long now) {
    DeliveryRef ref = waiting.getRef();
    if (lane.isOut(ref.getDeliveryId()) || !expected(waiting)) {
      return;
    }
    Delivery delivery;
    try {
      delivery = release.make(target, waiting, body, now);
    } catch (CannotOpenException | IllegalArgumentException e) {
      hold(lane, target, waiting, body, now, e);
      return;
    }
    lanes.lease(
        lane, ref.getDeliveryId(), now, now + delivery.getTimeoutMs() + LEASE_BEYOND_TIMEOUT_MS);
    RecordHeaders headers = new RecordHeaders();
    headers.add(IDENTITY_HEADER, Release.identity(waiting).getBytes(StandardCharsets.UTF_8));
    context.forward(new Record<>(ref.getEndpointId(), delivery, now, headers), DELIVERIES);
  }

  /**
   * A secret that cannot be opened (another keyset) or used is its endpoint's trouble alone: it is
   * disabled, its deliveries are held, and everybody else's go on.
   */
  private void hold(
      Lane lane, Target target, Waiting waiting, byte[] body, long now, RuntimeException cause) {
    log.atError()
        .addKeyValue("workspace", lane.workspaceId())
        .addKeyValue("endpoint", lane.endpointId())
        .setCause(cause)
        .log("An endpoint's secret cannot be used; it is disabled, and its deliveries are held");
    backlog.append(lane, new Queued(waiting, body, false));
    workspaces.disable(target, "its secret cannot be opened with this installation's keyset", now);
  }

  /** Notes that a lane may have both room and something waiting. */
  void mayGoOn(Lane lane) {
    if (lane.backlog() > 0) {
      goingOn.add(lane);
    }
  }

  /** Throws away what waits in a lane now, and not what comes after. */
  void discard(Lane lane, String reason) {
    for (DeliveryClass deliveryClass : DeliveryClass.values()) {
      LaneQueue queue = lane.queue(deliveryClass);
      if (queue.size() > 0) {
        queue.discardAll(reason);
        backlog.changed(queue);
        discarding.add(lane);
      }
    }
  }

  /** A lane that something waits in was found when the task began: goes on with what was begun. */
  void found(Lane lane) {
    if (lane.isDiscarding()) {
      discarding.add(lane);
    }
    mayGoOn(lane);
  }

  /** Lets out what has room, up to a piece of work's bound; the rest goes on at the next call. */
  void goOn(long now) {
    // Half of the work at most: those who throw away must not hold up those who deliver.
    int left = BULK - (BULK / 2 - throwAway(BULK / 2, now));
    for (int lanesToLookAt = goingOn.size();
        lanesToLookAt > 0 && left > 0 && lanes.hasRoom();
        lanesToLookAt--) {
      Lane lane = goingOn.iterator().next();
      goingOn.remove(lane);
      left = letOut(lane, left, now);
      wakeups.note(lane, now);
      if (left == 0 || !lanes.hasRoom()) {
        // Held up by others, not by itself: it goes to the end of those that may go on.
        mayGoOn(lane);
      }
    }
    if (!discarding.isEmpty()) {
      // Nothing comes back for what is thrown away, so nothing else would lead here soon.
      wakeups.soon(discarding.iterator().next(), now);
    }
  }

  /** Ends what was begun: another task, or this one made anew, goes on from the stores. */
  void close() {
    wakeups.stop();
  }

  private void goOnWith(List<Lane> woken, long now) {
    woken.forEach(this::mayGoOn);
    goOn(now);
  }

  private int letOut(Lane lane, int most, long now) {
    Target target = workspaces.target(lane.workspaceId(), lane.endpointId());
    if (target == null) {
      discard(lane, "the endpoint was deleted");
      return most;
    }
    lanes.adapt(lane, target, now);
    int left = most;
    while (left > 0 && enabled(lane) && lane.hasRoom(now) && lanes.hasRoom()) {
      DeliveryClass turn = lane.isDiscarding() ? null : ClassTurn.next(lane);
      if (turn == null) {
        break;
      }
      left--;
      Queued queued = backlog.take(lane.queue(turn));
      if (queued == null) {
        continue;
      }
      if (queued.body() == null) {
        discarded(queued.waiting(), "its body is missing from the store of shared bodies", now);
      } else {
        leave(lane, target, queued.waiting(), queued.body(), now);
      }
    }
    return left;
  }

  /** Asked anew each time: a release may have disabled it. */
  private boolean enabled(Lane lane) {
    Target target = workspaces.target(lane.workspaceId(), lane.endpointId());
    return target != null && target.enabled();
  }

  private int throwAway(int most, long now) {
    int left = most;
    for (Iterator<Lane> next = discarding.iterator(); next.hasNext() && left > 0; ) {
      Lane lane = next.next();
      for (DeliveryClass deliveryClass : DeliveryClass.values()) {
        LaneQueue queue = lane.queue(deliveryClass);
        String reason;
        while (left > 0 && (reason = queue.discardReason()) != null) {
          left--;
          Queued queued = backlog.take(queue);
          if (queued != null) {
            discarded(queued.waiting(), reason, now);
          }
        }
      }
      if (left > 0) {
        next.remove();
        mayGoOn(lane);
      }
    }
    return left;
  }

  private void discarded(Waiting waiting, String reason, long now) {
    DeliveryRef ref = waiting.getRef();
    chains.delete(ref);
    Outcome outcome =
        new Outcome(
            ref,
            OutcomeKind.DISCARDED,
            now,
            waiting.getRound(),
            waiting.getAttempt() - 1,
            null,
            reason);
    context.forward(new Record<>(ref.getWorkspaceId(), outcome, now), OUTCOMES);
  }

  /**
   * After an aborted transaction a result may have come for a delivery that is released only now:
   * then its chain stands elsewhere, and the chain is right.
   */
  private boolean expected(Waiting waiting) {
    Chain chain = chains.get(waiting.getRef());
    if (chain == null) {
      return waiting.getRound() == 0 && waiting.getAttempt() == 1;
    }
    return chain.getState() == ChainState.OUT
        && chain.getRound() == waiting.getRound()
        && chain.getAttempt() == waiting.getAttempt();
  }
}
