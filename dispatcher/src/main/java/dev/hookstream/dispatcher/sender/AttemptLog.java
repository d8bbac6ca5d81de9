package dev.hookstream.dispatcher.sender;

import dev.hookstream.dispatcher.trace.LogIds;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A line in the log for attempts, by a logger of its own: failed ones at INFO, the others at DEBUG.
 * A receiver that is down must not fill the log and hold up the others, so it is so many lines a
 * second, and the next one says how many were left out; the delivery log has all of them. Nothing
 * that the receiver says is in it, nor the URL. Thread-safe; costs one look where it is off.
 */
final class AttemptLog {
  /** The logger that operators set. */
  static final String NAME = "dev.hookstream.attempts";

  static final int MOST_PER_SECOND = 50;

  private static final Logger log = LoggerFactory.getLogger(NAME);

  private final LongSupplier clock;
  private final AtomicLong second = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong lines = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();

  /**
   * Writes nothing yet.
   *
   * @param clock nanoseconds since whenever
   */
  AttemptLog(LongSupplier clock) {
    this.clock = clock;
  }

  void note(Attempt attempt) {
    boolean failed = attempt.getResult() == AttemptResult.FAILED;
    if (!log.isEnabledForLevel(failed ? Level.INFO : Level.DEBUG)) {
      return;
    }
    if (!hasRoom(clock.getAsLong())) {
      leftOut.incrementAndGet();
      return;
    }
    LoggingEventBuilder line =
        LogIds.of(
                log.atLevel(failed ? Level.INFO : Level.DEBUG),
                attempt.getRef(),
                attempt.getAttempt())
            .addKeyValue("duration_ms", attempt.getTimings().getTotal() / 1_000);
    Integer status = attempt.getStatus();
    if (status != null) {
      line = line.addKeyValue("status", status);
    }
    if (attempt.getResult() != AttemptResult.DELIVERED) {
      line = line.addKeyValue("error_kind", attempt.getError().name());
    }
    long missing = leftOut.getAndSet(0);
    if (missing > 0) {
      line = line.addKeyValue("left_out", missing);
    }
    line.log(words(attempt.getResult()));
  }

  private static String words(AttemptResult result) {
    return switch (result) {
      case DELIVERED -> "delivered";
      case FAILED -> "an attempt failed";
      case NOT_ATTEMPTED -> "a delivery was returned without an attempt";
    };
  }

  /** Two threads at the turn of a second may both begin it: a few lines more, and no lock. */
  private boolean hasRoom(long now) {
    long its = TimeUnit.NANOSECONDS.toSeconds(now);
    if (second.getAndSet(its) != its) {
      lines.set(0);
    }
    return lines.incrementAndGet() <= MOST_PER_SECOND;
  }
}
