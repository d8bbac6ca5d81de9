package dev.hookstream.dispatcher.sender;

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

  private static final double WEIGHT = 0.2;

  // Until a first result nobody knows whether it hangs: a few that do would otherwise have all
  // places before they count as slow.
  private static final int MOST_UNKNOWN = 16;

  final ArrayDeque<Work> waiting = new ArrayDeque<>();

  final InFlight inFlight = new InFlight();
  Listed listed = Listed.NOWHERE;
  boolean slow;
  long lastUsed;
  long bytesInFlight;

  /** How many have begun since it gave a result last: those of one that hangs only grow. */
  int sinceResult;

  /** Its number among those who wait for their turn. */
  long turn;

  /** For {@code strict}: the last delivery seen delivered, and the assignment that saw it. */
  @Nullable String lastDelivered;

  @Nullable PartitionWork lastPartition;

  private double average;
  private boolean known;

  boolean canBegin(int maxPerEndpoint) {
    Work head = waiting.peek();
    int most = known ? maxPerEndpoint : Math.min(MOST_UNKNOWN, maxPerEndpoint);
    if (head == null || inFlight.size() >= most) {
      return false;
    }
    Work oldest = inFlight.oldest();
    return oldest == null || (!head.serial() && !oldest.serial());
  }

  /** Whether {@code strict} lets this one go: the one before it was seen delivered, here, now. */
  boolean inOrder(Work work) {
    String previous = work.delivery.getOrder().getPreviousDeliveryId();
    return previous == null || (previous.equals(lastDelivered) && work.partition == lastPartition);
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
