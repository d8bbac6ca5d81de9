package dev.hookstream.schemas.registry;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Ids that the registry did not know, for a bounded time and a bounded number: a producer that went
 * astray shall not make us ask once a record. Thread-safe.
 */
final class UnknownIds {
  private static final int MOST = 10_000;

  private final long keptNanos;
  private final LongSupplier nanos;
  private final Map<Integer, Long> since =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Long> eldest) {
          return size() > MOST;
        }
      };

  UnknownIds(Duration kept, LongSupplier nanos) {
    this.keptNanos = kept.toNanos();
    this.nanos = nanos;
  }

  synchronized void add(int id) {
    since.put(id, nanos.getAsLong());
  }

  synchronized boolean contains(int id) {
    Long when = since.get(id);
    if (when != null && nanos.getAsLong() - when > keptNanos) {
      since.remove(id);
      return false;
    }
    return when != null;
  }
}
