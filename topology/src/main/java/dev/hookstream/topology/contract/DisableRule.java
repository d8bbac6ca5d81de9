package dev.hookstream.topology.contract;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * When an endpoint is disabled for its failures. Immutable, for any thread.
 *
 * @param consecutiveFailures so many failed attempts without a success between them; empty where
 *     their number plays no part
 * @param severalEvents whether those must be over at least two events
 * @param failingFor so long nothing but failures; empty where time plays no part
 * @param atOnceOn status codes that disable at the first sight, such as 410
 * @param warnAtPercent how far on the way the owner is told, ascending; may be empty
 */
public record DisableRule(
    OptionalInt consecutiveFailures,
    boolean severalEvents,
    Optional<Duration> failingFor,
    Set<Integer> atOnceOn,
    List<Integer> warnAtPercent) {

  public DisableRule {
    atOnceOn = Set.copyOf(atOnceOn);
    warnAtPercent = List.copyOf(warnAtPercent);
  }

  /**
   * Whether a failed attempt is one too many.
   *
   * @param failures how many in a row, this one included
   * @param overSeveralEvents whether they are over at least two events
   * @param failingSince when the first of them was, milliseconds since 1970
   * @param status the response's code; 0 where there was no response
   * @return the reason in words; empty where the endpoint stays enabled
   */
  public Optional<String> reasonToDisable(
      int failures, boolean overSeveralEvents, long failingSince, long nowMillis, int status) {
    if (atOnceOn.contains(status)) {
      return Optional.of("the receiver answered " + status);
    }
    if (percent(failures, overSeveralEvents, failingSince, nowMillis) < 100) {
      return Optional.empty();
    }
    return Optional.of(
        consecutiveFailures.isPresent() && failures >= consecutiveFailures.getAsInt()
            ? failures + " failed attempts in a row"
            : "nothing but failures for " + Durations.format(failingFor.orElseThrow()));
  }

  /** How far on the way to being disabled, from 0 to 100. */
  public int percent(int failures, boolean overSeveralEvents, long failingSince, long nowMillis) {
    if (failures <= 0) {
      return 0;
    }
    long byCount = 0;
    if (consecutiveFailures.isPresent()) {
      byCount = 100L * failures / consecutiveFailures.getAsInt();
      if (severalEvents && !overSeveralEvents) {
        byCount = Math.min(byCount, 99);
      }
    }
    long byTime =
        failingFor.map(d -> 100 * Math.max(0, nowMillis - failingSince) / d.toMillis()).orElse(0L);
    return (int) Math.min(100, Math.max(byCount, byTime));
  }

  /**
   * The highest warning that is due and has not been given.
   *
   * @param percent as {@link #percent} says
   * @param warned the last warning that was given, 0 for none
   */
  public OptionalInt warningDue(int percent, int warned) {
    return warnAtPercent.stream()
        .filter(mark -> mark > warned && mark <= percent)
        .mapToInt(Integer::intValue)
        .max();
  }
}
