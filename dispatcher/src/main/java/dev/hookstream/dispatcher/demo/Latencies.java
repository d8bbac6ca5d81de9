package dev.hookstream.dispatcher.demo;

import java.util.Arrays;

/** Percentiles over the last three hundred. Not for several threads. */
final class Latencies {
  private final long[] ring = new long[300];
  private long count;

  void add(long millis) {
    ring[(int) (count++ % ring.length)] = Math.max(0, millis);
  }

  /** The nearest rank; -1 where nothing was measured. */
  long percentile(int percent) {
    int size = (int) Math.min(count, ring.length);
    if (size == 0) {
      return -1;
    }
    long[] sorted = Arrays.copyOf(ring, size);
    Arrays.sort(sorted);
    return sorted[(size * percent + 99) / 100 - 1];
  }
}
