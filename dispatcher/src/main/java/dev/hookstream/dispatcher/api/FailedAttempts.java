package dev.hookstream.dispatcher.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts refused keys by address, over a minute from the first. For any thread. */
final class FailedAttempts {
  static final Duration SPAN = Duration.ofMinutes(1);

  // Bounded: an attacker with many addresses pushes out counts, not memory.
  private final Cache<String, AtomicInteger> counts;
  private final int limit;

  FailedAttempts(int limit, Ticker ticker) {
    this.limit = limit;
    this.counts =
        Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(SPAN)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  boolean tooMany(String address) {
    AtomicInteger count = counts.getIfPresent(address);
    return count != null && count.get() >= limit;
  }

  void count(String address) {
    counts.get(address, key -> new AtomicInteger()).incrementAndGet();
  }
}
