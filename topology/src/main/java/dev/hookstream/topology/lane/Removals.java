package dev.hookstream.topology.lane;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.Chain;
import dev.hookstream.schemas.ChainState;
import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.OutcomeKind;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.Waiting;
import dev.hookstream.topology.alert.AlertDesk;
import dev.hookstream.topology.contract.OperationalTypes;
import dev.hookstream.topology.retry.Chains;
import dev.hookstream.topology.retry.ReplayBook;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes out of a lane without an attempt: thrown away by its owner's word, or a dead letter
 * since it has waited too long or there is no room. In pieces, so that a lane with a million
 * waiting holds nobody up, and never without a record that says so.
 */
final class Removals {
  private static final Logger log = LoggerFactory.getLogger(Removals.class);
  private static final long BETWEEN_ALERTS_MS = Duration.ofHours(1).toMillis();

  private final ProcessorContext<String, SpecificRecordBase> context;
  private final Chains chains;
  private final Backlog backlog;
  private final WaitLimit limit;
  private final AlertDesk alerts;
  private final ReplayBook book;
  private final Set<Lane> working = new LinkedHashSet<>();
  private final List<Lane> used = new ArrayList<>();

  Removals(
      ProcessorContext<String, SpecificRecordBase> context,
      Chains chains,
      Backlog backlog,
      WaitLimit limit,
      AlertDesk alerts) {
    this.context = context;
    this.alerts = alerts;
    this.chains = chains;
    this.backlog = backlog;
    this.limit = limit;
    book = ReplayBook.of(context);
  }

  /** Throws away what waits in a lane now, and not what comes after. */
  void discard(Lane lane, String reason) {
    if (lane.backlog() > 0 && !lane.isDiscarding()) {
      log.atInfo()
          .addKeyValue("workspace_id", lane.workspaceId())
          .addKeyValue("webhook_id", lane.endpointId())
          .addKeyValue("deliveries", lane.backlog())
          .addKeyValue("reason", reason)
          .log("What waits for an endpoint is thrown away");
    }
    for (DeliveryClass deliveryClass : DeliveryClass.values()) {
      LaneQueue queue = lane.queue(deliveryClass);
      if (queue.size() > 0) {
        queue.discardAll(reason);
        backlog.changed(queue);
        working.add(lane);
      }
    }
  }

  /** Looks at a lane, where something waits, that has something to be removed, or may have. */
  void look(Lane lane, long now) {
    if (lane.isDiscarding() || lane.isHeldBack() || limit.isReached(lane, now)) {
      working.add(lane);
    }
  }

  /** Goes on with what was begun; answers how much of the bound is left. */
  int goOn(int most, long now) {
    int left = most;
    for (Iterator<Lane> next = working.iterator(); next.hasNext() && left > 0; ) {
      Lane lane = next.next();
      for (DeliveryClass deliveryClass : DeliveryClass.values()) {
        left = remove(lane, lane.queue(deliveryClass), left, now);
      }
      if (left > 0) {
        next.remove();
        used.add(lane);
        lane.heldBack(awaitsWhatIsOut(lane, now));
      }
    }
    return left;
  }

  /** A lane that more is to be removed from; null where there is none. */
  @Nullable Lane unfinished() {
    return working.isEmpty() ? null : working.iterator().next();
  }

  /** The lanes that something has been removed from to the end since the last call. */
  List<Lane> takeUsed() {
    if (used.isEmpty()) {
      return List.of();
    }
    List<Lane> taken = List.copyOf(used);
    used.clear();
    return taken;
  }

  /** Where the first has waited too long behind some that are out, those must come back. */
  private boolean awaitsWhatIsOut(Lane lane, long now) {
    for (DeliveryClass deliveryClass : DeliveryClass.values()) {
      LaneQueue queue = lane.queue(deliveryClass);
      if (queue.hasOut() && limit.reached(lane, queue, now) != null) {
        return true;
      }
    }
    return false;
  }

  private int remove(Lane lane, LaneQueue queue, int most, long now) {
    int left = most;
    // What is out keeps its place, and comes back first.
    while (left > 0 && !queue.hasOut()) {
      String discard = queue.discardReason();
      Duration waitedTooLong = discard == null ? limit.reached(lane, queue, now) : null;
      if (discard == null && waitedTooLong == null) {
        break;
      }
      left--;
      Queued queued = backlog.take(queue);
      if (queued != null && discard != null) {
        discarded(queued.waiting(), discard, now);
      } else if (queued != null) {
        deadLetter(lane, queued, "waited_too_long", now);
        limit.removed(lane, queued.waiting().getRef(), now);
      }
    }
    return left;
  }

  /** What became of a delivery that is thrown away. */
  void discarded(Waiting waiting, String reason, long now) {
    book.dropped(waiting.getRef(), settled(waiting.getRef(), now), now);
    decided(waiting, OutcomeKind.DISCARDED, reason, now);
  }

  /** There is no room for it. */
  void noRoom(Lane lane, Queued queued, long now) {
    deadLetter(lane, queued, "backlog_full", now);
    limit.removed(lane, queued.waiting().getRef(), now);
  }

  /** A delivery becomes a dead letter without a further attempt; its owner is told now and then. */
  private void deadLetter(Lane lane, Queued queued, String reason, long now) {
    Waiting waiting = queued.waiting();
    DeliveryRef ref = waiting.getRef();
    Chain chain = settled(ref, now);
    book.failed(ref, chain, now);
    byte[] body = queued.body();
    DeadLetter letter =
        new DeadLetter(
            ref,
            now,
            waiting.getRound(),
            waiting.getAttempt() - 1,
            waiting.getFirstAttemptAt(),
            reason,
            chain == null ? List.of() : chain.getFailures(),
            body == null ? null : ByteBuffer.wrap(body));
    send(ref, letter, Topic.DEAD_LETTERS, now);
    decided(waiting, OutcomeKind.DEAD_LETTERED, reason, now);
    if (!OperationalTypes.isReserved(ref.getEventType()) && lane.alertDue(now, BETWEEN_ALERTS_MS)) {
      alerts.raise(alert(ref, lane.backlog(), reason, now));
    }
  }

  /**
   * Kept for a day: a late copy of a failed attempt would begin a new chain where there is none.
   */
  private @Nullable Chain settled(DeliveryRef ref, long now) {
    Chain chain = chains.get(ref);
    if (chain != null) {
      chain.setState(ChainState.DEAD);
      chain.setChangedAt(now);
      chains.put(ref, chain);
    }
    return chain;
  }

  private static Alert alert(DeliveryRef ref, long waiting, String reason, long now) {
    return AlertDesk.alert(
        AlertKind.DELIVERY_EXHAUSTED,
        ref.getWorkspaceId(),
        ref.getEndpointId(),
        ref.getEndpointId(),
        "deliveries that waited for the endpoint become dead letters without an attempt ("
            + reason
            + "); "
            + waiting
            + " are waiting",
        Map.of("reason", reason, "waiting", Long.toString(waiting)),
        now);
  }

  private void decided(Waiting waiting, OutcomeKind kind, String reason, long now) {
    DeliveryRef ref = waiting.getRef();
    Outcome outcome =
        new Outcome(ref, kind, now, waiting.getRound(), waiting.getAttempt() - 1, null, reason);
    send(ref, outcome, Topic.OUTCOMES, now);
  }

  private void send(DeliveryRef ref, SpecificRecordBase value, Topic topic, long now) {
    context.forward(new Record<>(ref.getWorkspaceId(), value, now), topic.plainName());
  }
}
