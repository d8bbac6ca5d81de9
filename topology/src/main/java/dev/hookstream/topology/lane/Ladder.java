package dev.hookstream.topology.lane;

import dev.hookstream.schemas.Topic;
import java.util.Optional;

/**
 * Where a delivery waits for its time: in the largest rung of the ladder that fits into what
 * remains, from there in the next that fits, and the rest, less than the smallest rung, in memory.
 * So any due time is met exactly with a fixed handful of topics.
 *
 * <p>Pure; times are milliseconds since 1970.
 */
public final class Ladder {
  private static final Topic SMALLEST = Topic.LADDER.get(0);

  /** What remains when a delivery leaves its last rung is less than this, in milliseconds. */
  public static final long SHORT_WAIT_MILLIS = SMALLEST.delay().toMillis();

  private Ladder() {}

  /**
   * The rung to wait in next.
   *
   * @return the largest whose delay is not longer than what remains; empty where less than the
   *     smallest remains: then the delivery is to be held in memory until it is due
   */
  public static Optional<Topic> next(long dueAt, long now) {
    if (dueAt <= now) {
      return Optional.empty();
    }
    long remaining = dueAt - now;
    for (int i = Topic.LADDER.size() - 1; i >= 0; i--) {
      Topic rung = Topic.LADDER.get(i);
      if (rung.delay().toMillis() <= remaining) {
        return Optional.of(rung);
      }
    }
    return Optional.empty();
  }

  /**
   * The rung for one who has no memory to hold it in: as {@link #next}, and the smallest rung where
   * less than that remains, since no rung keeps a delivery beyond its due time.
   */
  public static Topic first(long dueAt, long now) {
    return next(dueAt, now).orElse(SMALLEST);
  }

  /**
   * When a record is to leave its rung: after the rung's delay, or already when less than the
   * smallest rung remains. The second matters where the append came a little after the choice of
   * the rung, and makes up for it.
   *
   * @param appendedAt the record's timestamp, given by the broker
   */
  public static long leavesAt(Topic rung, long appendedAt, long dueAt) {
    return Math.min(appendedAt + rung.delay().toMillis(), dueAt - SHORT_WAIT_MILLIS + 1);
  }
}
