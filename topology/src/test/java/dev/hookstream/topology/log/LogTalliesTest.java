package dev.hookstream.topology.log;

import static dev.hookstream.topology.log.LogRecords.attempt;
import static dev.hookstream.topology.log.LogRecords.outcome;
import static dev.hookstream.topology.log.LogRecords.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.OutcomeKind;
import java.time.Duration;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogTalliesTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration FIVE = Duration.ofMinutes(5);

  /** A midnight. */
  private static final long AT = LogRecords.AT - Math.floorMod(LogRecords.AT, DAY.toMillis());

  private final LogDriver log = new LogDriver();
  private final DeliveryRef ref = ref("acme", "wh_1", "evt_1", AT);

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void countsAndPercentilesOfEachBucket() {
    for (int i = 1; i <= 100; i++) {
      log.pipe(took(i * 1_000L, AttemptResult.DELIVERED), AT + i);
    }
    log.pipe(took(1_000, AttemptResult.FAILED), AT + 2 * HOUR.toMillis());
    log.pipe(outcome(ref, OutcomeKind.RETRY_SCHEDULED, AT, null), AT);
    log.pipe(outcome(ref, OutcomeKind.DEAD_LETTERED, AT, null), AT + 2 * HOUR.toMillis());
    log.pipe(outcome(ref, OutcomeKind.EXPIRED, AT, null), AT + 2 * HOUR.toMillis());
    log.pipe(outcome(ref, OutcomeKind.DISCARDED, AT, null), AT + 2 * HOUR.toMillis());
    log.advance(LogProcessor.FLUSH_EVERY);
    List<LogFigures> hours = figures(AT, AT + 3 * HOUR.toMillis(), HOUR);
    assertThat(hours).hasSize(3);
    assertThat(hours.get(0).at()).isEqualTo(AT);
    assertThat(hours.get(0).delivered()).isEqualTo(100);
    assertThat(hours.get(0).p50Micros()).isCloseTo(50_000L, Percentage.withPercentage(1));
    assertThat(hours.get(0).p99Micros()).isCloseTo(99_000L, Percentage.withPercentage(1));
    assertThat(hours.get(1).delivered() + hours.get(1).failed()).isZero();
    assertThat(hours.get(1).p50Micros()).isNull();
    assertThat(hours.get(2).failed()).isEqualTo(1);
    assertThat(hours.get(2).deadLettered()).isEqualTo(2);
    assertThat(hours.get(2).discarded()).isEqualTo(1);
  }

  @Test
  void widerBucketsAreTheSumOfNarrowerOnes() {
    for (int i = 0; i < 300; i++) {
      log.pipe(took(1_000L * (i + 1), AttemptResult.DELIVERED), AT + i * 60_000L);
    }
    log.advance(LogProcessor.FLUSH_EVERY);
    long end = AT + 5 * HOUR.toMillis();
    assertThat(figures(AT, end, FIVE)).hasSize(60).allMatch(row -> row.delivered() == 5);
    assertThat(figures(AT, end, HOUR)).hasSize(5).allMatch(row -> row.delivered() == 60);
    assertThat(figures(AT + 1, end, DAY)).singleElement().matches(row -> row.delivered() == 300);
    assertThat(figures(AT, end, DAY).get(0).p99Micros())
        .isCloseTo(297_000L, Percentage.withPercentage(1));
  }

  @Test
  void theRateOfTheLastHourForgetsWhatIsOlder() {
    log.pipe(took(1, AttemptResult.FAILED), AT);
    for (int i = 0; i < 4; i++) {
      AttemptResult result = i == 0 ? AttemptResult.FAILED : AttemptResult.DELIVERED;
      log.pipe(took(1, result), AT + HOUR.toMillis());
    }
    log.advance(LogProcessor.FLUSH_EVERY);
    assertThat(log.tallies.successRate("acme", "wh_1", AT + 2 * HOUR.toMillis() - 1))
        .contains(0.75);
    assertThat(log.tallies.successRate("acme", "wh_1", AT + 4 * HOUR.toMillis())).isEmpty();
    assertThat(log.tallies.successRate("acme", "wh_2", AT + HOUR.toMillis())).isEmpty();
  }

  @Test
  void testsAndWhatWasNotAttemptedCountAsNothing() {
    Attempt test = took(1, AttemptResult.DELIVERED);
    test.setTest(true);
    log.pipe(test, AT);
    log.pipe(took(1, AttemptResult.NOT_ATTEMPTED), AT);
    log.advance(LogProcessor.FLUSH_EVERY);
    assertThat(figures(AT, AT + 1, HOUR).get(0).delivered()).isZero();
  }

  @Test
  void figuresNeedNoRowsAndOutliveTheFinerOnes() {
    log.pipe(took(1, AttemptResult.DELIVERED), AT);
    log.advance(Duration.ofDays(20));
    log.pipe(took(1, AttemptResult.DELIVERED), AT + Duration.ofDays(20).toMillis());
    log.advance(LogProcessor.FLUSH_EVERY);
    assertThat(figures(AT, AT + 1, FIVE).get(0).delivered()).isZero();
    assertThat(figures(AT, AT + 1, HOUR).get(0).delivered()).isEqualTo(1);
    log.advance(Duration.ofDays(20));
    log.pipe(took(1, AttemptResult.DELIVERED), AT + Duration.ofDays(40).toMillis());
    log.advance(LogProcessor.FLUSH_EVERY);
    assertThat(figures(AT, AT + 1, HOUR).get(0).delivered()).isZero();
  }

  private Attempt took(long micros, AttemptResult result) {
    Attempt attempt = attempt(ref, 0, 1, result);
    attempt.getTimings().setTotal(micros);
    return attempt;
  }

  private List<LogFigures> figures(long from, long to, Duration width) {
    return log.tallies.figures("acme", "wh_1", from, to, width);
  }
}
