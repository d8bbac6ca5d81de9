package dev.hookstream.topology.log;

import static dev.hookstream.topology.log.LogRecords.AT;
import static dev.hookstream.topology.log.LogRecords.outcome;
import static dev.hookstream.topology.log.LogRecords.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptPointer;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.LogStatus;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.OutcomeKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogMergeTest {
  private static final DeliveryRef REF = ref("acme", "wh_1", "evt_1", AT);

  @Test
  void aFirstSuccessIsDelivered() {
    LogRow row = attempt(null, 0, 1, AttemptResult.DELIVERED, 7);
    assertThat(row.getStatus()).isEqualTo(LogStatus.DELIVERED);
    assertThat(row.getAttempts()).isEqualTo(1);
    assertThat(row.getLastStatus()).isEqualTo(200);
    assertThat(row.getLastDurationUs()).isEqualTo(5_000);
    assertThat(row.getLastAttempt()).isEqualTo(new AttemptPointer(0, 1, 0, 7L));
  }

  @Test
  void aFailureWaitsForItsRetryAtTheTimeThatWasDecided() {
    LogRow failed = attempt(null, 0, 1, AttemptResult.FAILED, 7);
    assertThat(failed.getStatus()).isEqualTo(LogStatus.RETRYING);
    assertThat(failed.getNextAttemptAt()).isNull();
    LogRow row = LogMerge.outcome(failed, outcome(REF, OutcomeKind.RETRY_SCHEDULED, AT, AT + 5000));
    assertThat(row.getNextAttemptAt()).isEqualTo(AT + 5000);
    assertThat(failed.getNextAttemptAt()).as("the row handed in is left alone").isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "RETRY_SCHEDULED,RETRYING",
    "DEAD_LETTERED,FAILED",
    "EXPIRED,FAILED",
    "DISCARDED,DISCARDED",
    "HELD,HELD"
  })
  void aDecisionIsTheStatus(OutcomeKind kind, LogStatus status) {
    LogRow row = LogMerge.outcome(null, outcome(REF, kind, AT, null));
    assertThat(row.getStatus()).isEqualTo(status);
    assertThat(row.getAttempts()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"DEAD_LETTERED", "RETRY_SCHEDULED", "HELD", "DISCARDED", "EXPIRED"})
  void deliveredWinsOverEveryDecisionInBothOrders(OutcomeKind kind) {
    Outcome decided = outcome(REF, kind, AT + 9000, AT + 9999);
    LogRow after = LogMerge.outcome(attempt(null, 0, 1, AttemptResult.DELIVERED, 7), decided);
    LogRow before = attempt(LogMerge.outcome(null, decided), 0, 1, AttemptResult.DELIVERED, 7);
    assertThat(after).isEqualTo(before);
    assertThat(after.getStatus()).isEqualTo(LogStatus.DELIVERED);
    assertThat(after.getNextAttemptAt()).isNull();
  }

  @Test
  void anAttemptOfAnOlderRoundDoesNotTakeTheRow() {
    LogRow row = attempt(null, 1, 1, AttemptResult.FAILED, 9);
    LogRow late = attempt(row, 0, 5, AttemptResult.FAILED, 12);
    assertThat(late.getLastAttempt()).isEqualTo(row.getLastAttempt());
    assertThat(late.getAttempts()).isEqualTo(2);
  }

  @Test
  void anOlderDecisionDoesNotUndoALaterOne() {
    LogRow row = LogMerge.outcome(null, outcome(REF, OutcomeKind.DEAD_LETTERED, AT + 2, null));
    LogRow late = LogMerge.outcome(row, outcome(REF, OutcomeKind.RETRY_SCHEDULED, AT + 1, AT + 9));
    assertThat(late).isEqualTo(row);
  }

  @Test
  void aDeadLetterPutBackIsRetryingAgain() {
    LogRow row = LogMerge.outcome(null, outcome(REF, OutcomeKind.DEAD_LETTERED, AT + 2, null));
    LogRow again = LogMerge.outcome(row, outcome(REF, OutcomeKind.RETRY_SCHEDULED, AT + 3, AT + 9));
    assertThat(again.getStatus()).isEqualTo(LogStatus.RETRYING);
    assertThat(again.getNextAttemptAt()).isEqualTo(AT + 9);
  }

  @Test
  void aTestSendThatFailsIsFailedAtOnceAndMarked() {
    Attempt test = LogRecords.attempt(REF, 0, 1, AttemptResult.FAILED);
    test.setTest(true);
    LogRow row = LogMerge.attempt(null, test, new AttemptPointer(0, 1, 0, 7L), false);
    assertThat(row.getStatus()).isEqualTo(LogStatus.FAILED);
    assertThat(row.getTest()).isTrue();
  }

  private static LogRow attempt(
      @org.jspecify.annotations.Nullable LogRow row,
      int round,
      int number,
      AttemptResult result,
      long offset) {
    return LogMerge.attempt(
        row,
        LogRecords.attempt(REF, round, number, result),
        new AttemptPointer(round, number, 0, offset),
        false);
  }
}
