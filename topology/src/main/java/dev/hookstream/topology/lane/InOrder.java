package dev.hookstream.topology.lane;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is out of a lane that keeps an order. Each delivery goes out behind the one that was let out
 * before it, and names it, so that the sender goes on only where it has seen that one itself. Once
 * one comes back without an attempt, or never comes back, nothing more is let out until all have
 * come back; then what was not attempted waits in its places again.
 */
final class InOrder {
  /** After a restart the time-out is not known: the longest one, and the way to it and back. */
  private static final long LONGEST_LEASE_MS = 8 * 60_000;

  private static final long UNKNOWN = 0;

  /** Where a delivery that is out has its place, and when it is taken for lost. */
  private record Place(LaneQueue queue, long number, long until) {}

  private final List<LaneQueue> queues;
  private final Map<String, Place> out = new HashMap<>();
  private @Nullable String last;
  private boolean broken;
  private int staleInARow;

  /** For the queues of a lane that promise an order. */
  InOrder(List<LaneQueue> queues) {
    this.queues = queues;
  }

  int size() {
    return out.size();
  }

  boolean isOut(String deliveryId) {
    return out.containsKey(deliveryId);
  }

  /** Whether those that are out must come back first. */
  boolean isBroken() {
    return broken;
  }

  /** The delivery behind which the next one goes; null where nothing is out. */
  @Nullable String last() {
    return last;
  }

  void left(LaneQueue queue, long number, String deliveryId, long until) {
    out.put(deliveryId, new Place(queue, number, until));
    last = deliveryId;
  }

  /** One that was out before a restart. */
  void found(LaneQueue queue, long number, String deliveryId) {
    out.put(deliveryId, new Place(queue, number, UNKNOWN));
    broken = true;
  }

  /** Puts back what was released and not let out; nothing more goes behind what is out. */
  void breakOff(Backlog backlog) {
    broken = true;
    mend(backlog);
  }

  /** One was attempted, and gives up its place. */
  void attempted(String deliveryId, Backlog backlog) {
    Place place = out.remove(deliveryId);
    if (place != null) {
      staleInARow = 0;
      backlog.done(place.queue, place.number);
      mend(backlog);
    }
  }

  /** One came back without an attempt, and keeps its place. */
  void returned(String deliveryId, Backlog backlog) {
    Place place = out.remove(deliveryId);
    if (place != null) {
      place.queue.cameBack(place.number);
      backlog.changed(place.queue);
      breakOff(backlog);
    }
  }

  /**
   * Notes one whose signature had become too old; says how many runs there were with such, since an
   * attempt.
   */
  int stale() {
    return broken && staleInARow > 0 ? staleInARow : ++staleInARow;
  }

  /** Gives up those whose lease has ended, and says which: they wait again in their places. */
  Set<String> expire(long now, Backlog backlog) {
    if (out.isEmpty()) {
      return Set.of();
    }
    Set<String> lost = new LinkedHashSet<>();
    for (Iterator<Map.Entry<String, Place>> all = out.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<String, Place> entry = all.next();
      Place place = entry.getValue();
      if (place.until == UNKNOWN) {
        entry.setValue(new Place(place.queue, place.number, now + LONGEST_LEASE_MS));
      } else if (place.until <= now) {
        lost.add(entry.getKey());
        place.queue.cameBack(place.number);
        backlog.changed(place.queue);
        all.remove();
      }
    }
    if (!lost.isEmpty()) {
      breakOff(backlog);
    }
    return lost;
  }

  private void mend(Backlog backlog) {
    if (out.isEmpty()) {
      last = null;
      if (broken) {
        broken = false;
        queues.stream().filter(LaneQueue::hasOut).forEach(backlog::putBack);
      }
    }
  }
}
