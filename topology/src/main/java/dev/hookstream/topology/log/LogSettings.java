package dev.hookstream.topology.log;

import java.time.Duration;

/**
 * For how long the log keeps deliveries.
 *
 * @param retention a delivery is found for at least this long after its event was accepted
 * @param segment what is too old is dropped in pieces of this length; the log takes up to one more
 *     of them on disk, and a RocksDB for each piece, store and partition
 */
public record LogSettings(Duration retention, Duration segment) {
  /** Streams takes no shorter segment. */
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  /** 30 days, in pieces of three. */
  public static final LogSettings DEFAULT =
      new LogSettings(Duration.ofDays(30), Duration.ofDays(3));

  /** Checks both. */
  public LogSettings {
    if (segment.compareTo(SHORTEST) < 0 || retention.compareTo(segment) < 0) {
      throw new IllegalArgumentException(
          "the log cannot keep " + retention + " in pieces of " + segment);
    }
  }
}
