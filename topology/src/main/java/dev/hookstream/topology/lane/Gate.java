package dev.hookstream.topology.lane;

import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.topology.match.Target;
import dev.hookstream.topology.retry.Chains;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the next of a class may be let out, as far as order is concerned. In a strict lane
 * nothing is, while a delivery that has failed is not settled: it alone goes to its retries, and
 * the age of those behind does not run. Replays wait for replays only, so that one of them that
 * fails for days holds up no live traffic.
 */
final class Gate {
  private final Chains chains;
  private final Backlog backlog;

  Gate(Chains chains, Backlog backlog) {
    this.chains = chains;
    this.backlog = backlog;
  }

  /** Whether one of this class waits and may go. */
  boolean lets(Lane lane, Target target, DeliveryClass deliveryClass, long now) {
    LaneQueue queue = lane.queue(deliveryClass);
    if (queue.waiting() == 0) {
      return false;
    }
    if (!lane.keepsPlaces(deliveryClass)) {
      return true;
    }
    return !lane.inOrder().isBroken()
        && (lane.ordering() != Ordering.STRICT || !isClosed(queue, target, now));
  }

  /** Takes note of what a lane waits for, so that this time is not counted, from now or to now. */
  void look(Lane lane, @Nullable Target target, long now) {
    if (target != null && target.endpoint().getOrdering() == Ordering.STRICT) {
      for (DeliveryClass inOrder : List.of(DeliveryClass.LIVE, DeliveryClass.REPLAY)) {
        if (lane.queue(inOrder).waiting() > 0) {
          isClosed(lane.queue(inOrder), target, now);
        }
      }
    }
  }

  /** Whether the queue of a strict endpoint waits for a delivery that is being retried. */
  boolean isClosed(LaneQueue queue, Target target, long now) {
    boolean closed =
        chains.hasUnsettled(
            queue.workspaceId(), target.idPart(), queue.deliveryClass() == DeliveryClass.REPLAY);
    if (queue.isHeldUp() && !closed) {
      queue.ageFrom(now);
      backlog.changed(queue);
    }
    queue.heldUp(closed);
    return closed;
  }
}
