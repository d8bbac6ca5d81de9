package dev.hookstream.topology.lane;

import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.topology.match.Target;
import dev.hookstream.topology.retry.Disabling;
import dev.hookstream.topology.settings.Workspaces;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a delivery may wait in its lane, whatever it waits for: room, a circuit, an endpoint
 * that is disabled. The time in which a strict lane waits for a head that is retried does not
 * count.
 */
final class WaitLimit {
  private final Workspaces workspaces;
  private final Disabling disabling;
  private final Backlog backlog;
  private final Gate gate;
  private final Duration usual;

  WaitLimit(
      Workspaces workspaces, Disabling disabling, Backlog backlog, Gate gate, Duration usual) {
    this.workspaces = workspaces;
    this.disabling = disabling;
    this.backlog = backlog;
    this.gate = gate;
    this.usual = usual;
  }

  /** Whether the first of some queue may have waited too long. Reads nothing that is stored. */
  boolean isReached(Lane lane, long now) {
    Target target = workspaces.target(lane.workspaceId(), lane.endpointId());
    Long oldest = lane.oldestWaiting();
    return target != null && oldest != null && oldest + of(target).toMillis() <= now;
  }

  /** The limit that the first of a queue has reached; null where it has not. */
  @Nullable Duration reached(Lane lane, LaneQueue queue, long now) {
    Target target = workspaces.target(lane.workspaceId(), lane.endpointId());
    if (target == null || queue.waiting() == 0) {
      return null;
    }
    Duration most = of(target);
    if (queue.since() + most.toMillis() > now || isHeldUp(target, queue, now)) {
      return null;
    }
    Queued first = backlog.first(queue);
    if (first == null) {
      return null;
    }
    long since = Math.max(first.waiting().getSince(), queue.ageFrom());
    return since + most.toMillis() <= now ? most : null;
  }

  /** One has been removed: an endpoint that stops at a dead letter stops at this one too. */
  void removed(Lane lane, DeliveryRef removed, long now) {
    Target target = workspaces.target(lane.workspaceId(), lane.endpointId());
    if (target != null && target.stopsAtDeadLetter()) {
      disabling.disable(removed, target, Target.STOPPED, now);
    }
  }

  private boolean isHeldUp(Target target, LaneQueue queue, long now) {
    return target.endpoint().getOrdering() == Ordering.STRICT
        && queue.deliveryClass() != DeliveryClass.RETRY
        && gate.isClosed(queue, target, now);
  }

  private Duration of(Target target) {
    Long own = target.endpoint().getMaxWaitMs();
    return own == null ? usual : Duration.ofMillis(own);
  }
}
