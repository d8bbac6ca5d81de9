package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.DeliveryOrder;
import dev.hookstream.schemas.Ordering;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What one endpoint has waiting and in flight here. Guarded by {@link Admission}. */
final class EndpointQueue {
  /** Which of the admission's lists holds it; at most one does. */
  enum Listed {
    NOWHERE,
    TURN,
    HELD,
    HOST
  }

  static final long NO_TURN = -1;
  private static final double WEIGHT = 0.2;

  // Until a first result nobody knows whether it hangs: a few that do would otherwise have all
  // places before they count as slow.
  private static final int MOST_UNKNOWN = 16;

  /** Changed only by {@link Queues}, which counts; so are the bytes, and whether it is slow. */
  final ArrayDeque<Work> waiting = new ArrayDeque<>();

  long waitingBytes;
  boolean slow;

  final InFlight inFlight = new InFlight();
  Listed listed = Listed.NOWHERE;
  long lastUsed;
  long bytesInFlight;

  /** How many have begun since it gave a result last: those of one that hangs only grow. */
  int sinceResult;

  /** Its number among those who wait for their turn, until it has begun something. */
  long turn = NO_TURN;

  /** The heap that it is in; that one's own business. */
  @Nullable TurnHeap heap;

  /** The host for a slot of which it waits. */
  HostSlots.@Nullable Slots waitsFor;

  /** The host that called it; the next there is to be called when its turn has come. */
  HostSlots.@Nullable Slots calledBy;

  /** The last of those in order that was seen to its end, and the assignment that saw it. */
  private @Nullable String lastAttempted;

  private @Nullable String lastDelivered;
  private @Nullable PartitionWork lastPartition;

  private double average;
  private boolean known;

  boolean canBegin(int maxPerEndpoint) {
    Work head = waiting.peek();
    int most = known ? maxPerEndpoint : Math.min(MOST_UNKNOWN, maxPerEndpoint);
    if (head == null || inFlight.size() >= most) {
      return false;
    }
    return !head.serial() || inFlight.serial() == 0;
  }

  /**
   * Whether the promised order lets this one go: the one before it was seen here, in this
   * assignment; for {@code ordered} attempted, for {@code strict} delivered.
   */
  boolean inOrder(Work work) {
    DeliveryOrder order = work.delivery.getOrder();
    String previous = order.getPreviousDeliveryId();
    String seen = order.getMode() == Ordering.STRICT ? lastDelivered : lastAttempted;
    return previous == null || (previous.equals(seen) && work.partition == lastPartition);
  }

  /** One of those in order was attempted. */
  void attempted(Work work, boolean delivered) {
    lastAttempted = work.delivery.getRef().getDeliveryId();
    lastDelivered = delivered ? lastAttempted : lastDelivered;
    lastPartition = work.partition;
  }

  Standing standing() {
    if (sinceResult > 0) {
      return Standing.WAITING;
    }
    return known ? Standing.PROVEN : Standing.UNTRIED;
  }

  void took(long nanos) {
    known = true;
    sinceResult = 0;
    average += WEIGHT * (nanos - average);
  }

  /** Whether it counts as slow now. */
  boolean isSlow(long now, long slowAfter) {
    Work oldest = inFlight.oldest();
    return average > slowAfter || (oldest != null && now - oldest.began > slowAfter);
  }

  boolean idle() {
    return waiting.isEmpty() && inFlight.size() == 0;
  }
}
