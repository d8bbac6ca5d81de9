package dev.hookstream.topology.log;

import dev.hookstream.schemas.LogTally;
import org.jspecify.annotations.Nullable;

/**
 * What came of an endpoint's attempts in a stretch of time.
 *
 * @param at its begin, milliseconds since 1970
 * @param delivered attempts that succeeded
 * @param failed attempts that failed
 * @param deadLettered deliveries that were given up
 * @param discarded deliveries that their owner threw away
 * @param p50Micros within which half of the answers came; null where none came
 * @param p99Micros within which 99 of 100 did
 */
public record LogFigures(
    long at,
    long delivered,
    long failed,
    long deadLettered,
    long discarded,
    @Nullable Long p50Micros,
    @Nullable Long p99Micros) {

  /** Adds tallies up; for one thread. */
  static final class Sum {
    private final long at;
    private final ResponseTimes times = new ResponseTimes();
    private long delivered;
    private long failed;
    private long deadLettered;
    private long discarded;

    Sum(long at) {
      this.at = at;
    }

    void add(LogTally tally) {
      delivered += tally.getDelivered();
      failed += tally.getFailed();
      deadLettered += tally.getDeadLettered();
      discarded += tally.getDiscarded();
      times.add(tally.getResponseTimes());
    }

    LogFigures figures() {
      return new LogFigures(
          at,
          delivered,
          failed,
          deadLettered,
          discarded,
          times.percentileMicros(50),
          times.percentileMicros(99));
    }
  }
}
