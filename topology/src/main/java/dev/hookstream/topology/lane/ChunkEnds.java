package dev.hookstream.topology.lane;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Where the stored chunks of a queue begin and end, from the one its head lies in, as far as they
 * have been seen. For one thread.
 */
final class ChunkEnds {
  // Small to begin with: there are three queues for each endpoint, mostly empty.
  private final ArrayDeque<Long> ends = new ArrayDeque<>(1);
  private long start;

  /** The number of the first delivery in the first chunk. */
  long start() {
    return start;
  }

  /** None is known, and the first one to come begins here. */
  void restart(long number) {
    ends.clear();
    start = number;
  }

  /** The number of the first delivery in the chunk that this one lies in. */
  long startOf(long number) {
    long from = start;
    for (long end : ends) {
      if (number < end) {
        return from;
      }
      from = end;
    }
    return from;
  }

  /** A chunk was read or written; only the one behind the last one that is known is news. */
  void see(long from, long end) {
    Long last = ends.peekLast();
    if (from == (last == null ? start : last)) {
      ends.addLast(end);
    }
  }

  /**
   * The start of the first chunk where it ends at this number or before; null where it does not.
   */
  @Nullable Long usedUp(long head) {
    Long end = ends.peekFirst();
    return end != null && end <= head ? start : null;
  }

  /** The first one, which was used up, is deleted. */
  void deleted() {
    start = ends.removeFirst();
  }
}
