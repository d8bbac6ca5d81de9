package dev.hookstream.dispatcher.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.InstantSource;

/** A token bucket for each workspace, counting what comes to this instance. For any thread. */
final class Buckets {
  // Bounded: whom it forgets begins with a full bucket again.
  private static final int WORKSPACES = 50_000;

  private final int perSecond;
  private final int burst;
  private final InstantSource clock;
  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(WORKSPACES).executor(Runnable::run).build();

  /**
   * @param burst what a full bucket holds
   */
  Buckets(int perSecond, int burst, InstantSource clock) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.clock = clock;
  }

  /** Takes one, where there is one. */
  boolean take(String workspace) {
    return buckets.get(workspace, id -> new Bucket()).take(clock.millis());
  }

  private final class Bucket {
    private double tokens = burst;
    private long at;

    synchronized boolean take(long now) {
      if (at != 0) {
        tokens = Math.min(burst, tokens + Math.max(0, now - at) * perSecond / 1000.0);
      }
      at = Math.max(at, now);
      if (tokens < 1) {
        return false;
      }
      tokens--;
      return true;
    }
  }
}
