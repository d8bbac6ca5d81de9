package dev.hookstream.topology.lane;

import dev.hookstream.schemas.Chain;
import dev.hookstream.schemas.ChainState;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryOrder;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.Waiting;
import dev.hookstream.topology.match.Target;
import dev.hookstream.topology.retry.Chains;
import dev.hookstream.topology.retry.Disabling;
import dev.hookstream.topology.secret.CannotOpenException;
import dev.hookstream.topology.settings.Workspaces;
import dev.hookstream.topology.trace.TraceWatch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets deliveries out: at once where there is room, later from the backlog as room comes. Bulk work
 * is done in pieces, so that a lane with a million waiting holds nobody up.
 */
final class Departures {
  /** The sink that finished requests go to. */
  static final String DELIVERIES = "deliveries";

  /** On every delivery record, for a sender that cannot decode it: the way to free its place. */
  static final String IDENTITY_HEADER = "hookstream-delivery";

  private static final Logger log = LoggerFactory.getLogger(Departures.class);
  private static final int BULK = 1_000;

  private final ProcessorContext<String, SpecificRecordBase> context;
  private final Workspaces workspaces;
  private final Disabling disabling;
  private final Chains chains;
  private final Backlog backlog;
  private final Lanes lanes;
  private final Release release;
  private final Removals removals;
  private final Gate gate;
  private final TraceWatch traces;
  private final Wakeups wakeups;
  private final LaneRound goingOn = new LaneRound(0);

  /** Those that only the task's bound holds up, the one that waits for longest first. */
  private final LaneRound heldUp = new LaneRound(1);

  Departures(
      ProcessorContext<String, SpecificRecordBase> context,
      Workspaces workspaces,
      Disabling disabling,
      Chains chains,
      Backlog backlog,
      Lanes lanes,
      Gate gate,
      Release release,
      Removals removals,
      TraceWatch traces) {
    this.context = context;
    this.workspaces = workspaces;
    this.disabling = disabling;
    this.chains = chains;
    this.backlog = backlog;
    this.lanes = lanes;
    this.release = release;
    this.removals = removals;
    this.gate = gate;
    this.traces = traces;
    wakeups = new Wakeups(context, this::goOnWith);
  }

  /** Whether a delivery may pass the queue, since nothing waits and no order is promised. */
  boolean mayLeaveAtOnce(Lane lane, Target target, long now) {
    return target.enabled()
        && target.endpoint().getOrdering() == Ordering.PARALLEL
        && lane.turnTo(Ordering.PARALLEL)
        && lane.backlog() == 0
        && lane.hasRoom(now)
        && lanes.hasRoom(lane);
  }

  /** Signs a delivery and sends it on its way, unless its chain says it is settled or elsewhere. */
  void leave(Lane lane, Target target, Waiting waiting, byte[] body, long now) {
    String id = waiting.getRef().getDeliveryId();
    if (!expected(waiting)) {
      return;
    }
    // Its chain is ahead of the place that it still has: a result was counted that did not find it.
    lanes.giveUp(lane, id, now);
    Delivery delivery = make(lane, target, waiting, body, now, Release.NO_ORDER);
    if (delivery == null) {
      backlog.append(lane, new Queued(waiting, body, false));
    } else {
      lanes.lease(lane, id, now, now + Release.leaseMillis(target));
      forward(waiting, delivery, now);
    }
  }

  /** As {@link #leave}, for the one released last from a queue, where it keeps its place. */
  private void leaveInOrder(
      Lane lane, Target target, LaneQueue queue, Waiting waiting, byte[] body, long now) {
    String id = waiting.getRef().getDeliveryId();
    if (lane.isOut(id) || !expected(waiting)) {
      backlog.done(queue, queue.next() - 1);
      return;
    }
    DeliveryOrder order = new DeliveryOrder(lane.ordering(), lane.inOrder().last());
    Delivery delivery = make(lane, target, waiting, body, now, order);
    if (delivery == null) {
      lane.inOrder().breakOff(backlog);
    } else {
      lanes.leaseInOrder(lane, queue, id, now, now + Release.leaseMillis(target));
      forward(waiting, delivery, now);
    }
  }

  private void forward(Waiting waiting, Delivery delivery, long now) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(IDENTITY_HEADER, Release.identity(waiting).getBytes(StandardCharsets.UTF_8));
    context.forward(
        new Record<>(waiting.getRef().getEndpointId(), delivery, now, headers), DELIVERIES);
    if (waiting.getRef().getTrace() != null) {
      traces.released(waiting, now);
    }
  }

  /**
   * A secret that cannot be opened (another keyset) or used is its endpoint's trouble alone: it is
   * disabled, its deliveries are held, and everybody else's go on. Null then.
   */
  private @Nullable Delivery make(
      Lane lane, Target target, Waiting waiting, byte[] body, long now, DeliveryOrder order) {
    try {
      return release.make(target, waiting, body, now, order);
    } catch (CannotOpenException | IllegalArgumentException e) {
      log.atError()
          .addKeyValue("workspace_id", lane.workspaceId())
          .addKeyValue("webhook_id", lane.endpointId())
          .setCause(e)
          .log("An endpoint's secret cannot be used; it is disabled, and its deliveries are held");
      String reason = "its secret cannot be opened with this installation's keyset";
      disabling.disable(waiting.getRef(), target, reason, now);
      return null;
    }
  }

  /** Notes that a lane may have both room and something waiting. */
  void mayGoOn(Lane lane) {
    if (lane.backlog() > 0) {
      goingOn.add(lane);
    }
  }

  /** Lets out what has room, up to a piece of work's bound; the rest goes on at the next call. */
  void goOn(long now) {
    // Half of the work at most: those who throw away must not hold up those who deliver.
    int left = BULK - (BULK / 2 - removals.goOn(BULK / 2, now));
    removals.takeUsed().forEach(this::mayGoOn);
    while (left > 0 && lanes.hasRoom() && !heldUp.isEmpty()) {
      left = goOn(heldUp, left, now);
    }
    for (int looksAt = goingOn.size(); looksAt > 0 && left > 0 && !lanes.isFull(); looksAt--) {
      left = goOn(goingOn, left, now);
    }
    Lane unfinished = removals.unfinished();
    if (unfinished != null) {
      // Nothing comes back for what is thrown away, so nothing else would lead here soon.
      wakeups.soon(unfinished, now);
    }
  }

  /** Lets the first of these out; answers how much of the bound is left. */
  private int goOn(LaneRound some, int most, long now) {
    Lane lane = some.next();
    int left = letOut(lane, most, now);
    wakeups.note(lane, now);
    if (left == 0 || lanes.isFull()) {
      // It may have hardly anything out, and then waits for the next place, whosever it was.
      mayGoOn(lane);
    } else if (!lanes.hasRoom(lane)) {
      heldUp.add(lane);
    }
    return left;
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
      removals.discard(lane, "the endpoint was deleted");
      return most;
    }
    lanes.adapt(lane, target, now);
    if (!lane.turnTo(target.endpoint().getOrdering())) {
      return most; // what is out comes back first
    }
    int left = most;
    while (left > 0
        && enabled(lane)
        && lane.hasRoom(now)
        && lanes.hasRoom(lane)
        && !lane.isDiscarding()
        && !lane.isHeldBack()) {
      DeliveryClass turn = ClassTurn.next(lane, its -> gate.lets(lane, target, its, now));
      if (turn == null) {
        break;
      }
      left--;
      letOutOne(lane, target, turn, now);
    }
    return left;
  }

  private void letOutOne(Lane lane, Target target, DeliveryClass turn, long now) {
    LaneQueue queue = lane.queue(turn);
    boolean keepsPlace = lane.keepsPlaces(turn);
    Queued queued = keepsPlace ? backlog.release(queue) : backlog.take(queue);
    if (queued == null) {
      return;
    }
    if (queued.body() == null) {
      removals.discarded(
          queued.waiting(), "its body is missing from the store of shared bodies", now);
      if (keepsPlace) {
        backlog.done(queue, queue.next() - 1);
      }
    } else if (keepsPlace) {
      leaveInOrder(lane, target, queue, queued.waiting(), queued.body(), now);
    } else {
      leave(lane, target, queued.waiting(), queued.body(), now);
    }
  }

  /** Asked anew each time: a release may have disabled it. */
  private boolean enabled(Lane lane) {
    Target target = workspaces.target(lane.workspaceId(), lane.endpointId());
    return target != null && target.enabled();
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
