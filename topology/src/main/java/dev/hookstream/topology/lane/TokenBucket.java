package dev.hookstream.topology.lane;

/**
 * Keeps to a limit per second: over any stretch of time no more leaves than the limit allows for
 * it, and the burst. The burst is a tenth of the limit, and at least one. Times are milliseconds
 * since 1970.
 */
final class TokenBucket {
  private static final double BURST_SECONDS = 0.1;
  // Sums of fractions miss a whole number by less than this.
  private static final double ROUNDING = 1e-9;

  private final double perSecond;
  private final double burst;
  private double tokens;
  private long at;

  private TokenBucket(double perSecond, double tokens, long at) {
    this.perSecond = perSecond;
    this.burst = Math.max(1, perSecond * BURST_SECONDS);
    this.tokens = Math.min(burst, tokens);
    this.at = at;
  }

  /** A full one. */
  static TokenBucket of(double perSecond, long now) {
    return new TokenBucket(perSecond, Double.MAX_VALUE, now);
  }

  /** One with another limit and no more tokens: changing the limit is no way around it. */
  TokenBucket withLimit(double other, long now) {
    return new TokenBucket(other, tokens(now), now);
  }

  double perSecond() {
    return perSecond;
  }

  /** How many may leave at once, at the least one. */
  int burst() {
    return (int) burst;
  }

  boolean hasOne(long now) {
    return tokens(now) >= 1 - ROUNDING;
  }

  void takeOne(long now) {
    tokens = tokens(now) - 1;
    at = Math.max(at, now);
  }

  /**
   * When it is worth looking again: with the next token where they come slowly, so that none is
   * late, and with half the burst where they come fast, so that not each of them wakes the task.
   */
  long worthwhileAt() {
    double missing = Math.max(1, burst / 2) - tokens;
    return missing <= 0 ? at : at + (long) Math.ceil(missing / perSecond * 1000 - ROUNDING);
  }

  private double tokens(long now) {
    return Math.min(burst, tokens + Math.max(0, now - at) * perSecond / 1000);
  }
}
