package dev.hookstream.topology.contract;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When a failed delivery is attempted again. Immutable, for any thread.
 *
 * @param name as an endpoint's {@code retry} names it
 * @param delays the delay after attempt 1, after attempt 2 and so on; after the attempt that
 *     follows the last of them the delivery is given up
 * @param maxAge no attempt later than this after the first; empty for no such bound
 */
public record RetrySchedule(String name, List<Duration> delays, Optional<Duration> maxAge) {
  /** At most this share of a delay is added to it, so that those who failed together spread. */
  public static final double JITTER = 0.10;

  public RetrySchedule {
    delays = List.copyOf(delays);
  }

  /** How many attempts at most, the first included. */
  public int maxAttempts() {
    return delays.size() + 1;
  }

  /**
   * The delay after a failed attempt, without jitter.
   *
   * @param attempt the attempt just made, from 1
   * @return empty where the attempts are used up
   */
  public Optional<Duration> delay(int attempt) {
    return attempt >= 1 && attempt <= delays.size()
        ? Optional.of(delays.get(attempt - 1))
        : Optional.empty();
  }

  /**
   * When the next attempt is due: the delay, plus up to a tenth of it by a hash of the delivery and
   * the attempt (the same each time it is asked), and never later than {@link #latest}.
   *
   * @param attemptJustMade from 1
   * @param firstAttemptAt when attempt 1 was released, milliseconds since 1970
   * @param nowMillis when the failure was learnt of, milliseconds since 1970
   * @return milliseconds since 1970; empty where the attempts, or the time for them, are used up
   */
  public OptionalLong nextDueAt(
      int attemptJustMade, long firstAttemptAt, long nowMillis, String deliveryId) {
    Optional<Duration> delay = delay(attemptJustMade);
    if (delay.isEmpty()) {
      return OptionalLong.empty();
    }
    long nominal = delay.get().toMillis();
    long latest = latest(firstAttemptAt);
    if (nowMillis + nominal > latest) {
      return OptionalLong.empty();
    }
    long jitter = (long) (nominal * JITTER * fraction(deliveryId, attemptJustMade));
    return OptionalLong.of(Math.min(nowMillis + nominal + jitter, latest));
  }

  /**
   * The last moment for an attempt; Long.MAX_VALUE where age is no bound. Whoever moves a due time
   * later (Retry-After) holds it against this.
   */
  public long latest(long firstAttemptAt) {
    return maxAge.map(age -> firstAttemptAt + age.toMillis()).orElse(Long.MAX_VALUE);
  }

  /** From 0 to below 1: FNV-1a over the id and the attempt, then a finisher that mixes all bits. */
  private static double fraction(String deliveryId, int attempt) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < deliveryId.length(); i++) {
      hash = (hash ^ deliveryId.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ attempt) * 0x100000001b3L;
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    hash ^= hash >>> 31;
    return (hash >>> 11) * 0x1.0p-53;
  }
}
