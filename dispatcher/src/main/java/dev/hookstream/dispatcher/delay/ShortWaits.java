package dev.hookstream.dispatcher.delay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Deliveries in the last second before they are due, the next one first. Their offsets are not
 * committed, so nothing is lost with the memory. Confined to the polling thread.
 */
final class ShortWaits {
  private final int maxRecords;
  private final long maxBytes;
  private final PriorityQueue<HeldRecord> byDueTime =
      new PriorityQueue<>(Comparator.comparingLong(HeldRecord::dueAt));
  private long bytes;

  ShortWaits(int maxRecords, long maxBytes) {
    this.maxRecords = maxRecords;
    this.maxBytes = maxBytes;
  }

  /** False where memory is full; one record is always let in. */
  boolean offer(HeldRecord held) {
    if (!byDueTime.isEmpty()
        && (byDueTime.size() >= maxRecords || bytes + held.bytes() > maxBytes)) {
      return false;
    }
    bytes += held.bytes();
    return byDueTime.add(held);
  }

  /** When the next is due; empty where none waits. */
  Optional<Long> nextDueAt() {
    return Optional.ofNullable(byDueTime.peek()).map(HeldRecord::dueAt);
  }

  /** The next that is due, removed; empty where none is. */
  Optional<HeldRecord> takeDue(long now) {
    HeldRecord next = byDueTime.peek();
    if (next == null || next.dueAt() > now) {
      return Optional.empty();
    }
    byDueTime.remove();
    bytes -= next.bytes();
    return Optional.of(next);
  }

  /** Forgets those whose partition is no longer ours. */
  void forgetReleased() {
    List<HeldRecord> kept = new ArrayList<>(byDueTime);
    kept.removeIf(held -> !held.home().assigned());
    byDueTime.clear();
    byDueTime.addAll(kept);
    bytes = kept.stream().mapToLong(HeldRecord::bytes).sum();
  }

  int size() {
    return byDueTime.size();
  }
}
