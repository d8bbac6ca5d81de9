package dev.hookstream.dispatcher.replay;

import org.jspecify.annotations.Nullable;

/** How many requests a replay's own rate allows. It begins with none saved up. Not thread-safe. */
final class Pacer {
  private final double perSecond;
  private double allowed;
  private long at = -1;

  /** A pace; null for none but what the lanes take. */
  Pacer(@Nullable Double perSecond) {
    this.perSecond = perSecond == null ? 0 : perSecond;
  }

  /** How many may be asked for now: what a second allows at most, and one where that is less. */
  long allowed(long now) {
    if (perSecond == 0) {
      return Long.MAX_VALUE;
    }
    if (at >= 0) {
      double most = Math.max(1, perSecond);
      allowed = Math.min(most, allowed + perSecond * Math.max(0, now - at) / 1000);
    }
    at = now;
    return (long) Math.floor(allowed);
  }

  /** So many have been asked for; more than allowed are made up for later. */
  void used(long count) {
    allowed -= perSecond == 0 ? 0 : count;
  }
}
