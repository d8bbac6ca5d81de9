package dev.hookstream.topology.log;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptPointer;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.LogStatus;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.OutcomeKind;
import org.jspecify.annotations.Nullable;

/**
 * What a row becomes when something more is known of its delivery. The two topics are read in no
 * order with each other and any record may come again, so every rule here takes the greater of what
 * is there and what comes: the row is the same whatever the order and however often.
 *
 * <ul>
 *   <li>Delivered wins over everything, dead-lettered and later rounds included.
 *   <li>Of two attempts the one that delivered is the row's, then that of the later round, then the
 *       later attempt, then the one that lies first on the topic.
 *   <li>Of two decisions the later one counts, and at the same time the more final one.
 * </ul>
 *
 * <p>The row that is handed in is left as it is.
 */
final class LogMerge {
  private LogMerge() {}

  /**
   * After an attempt that was made.
   *
   * @param row what is known so far, null for nothing
   * @param pointer where the attempt lies
   * @param known whether this attempt of this round has been counted before
   */
  static LogRow attempt(
      @Nullable LogRow row, Attempt attempt, AttemptPointer pointer, boolean known) {
    LogRow merged = row == null ? fresh(attempt.getRef()) : copy(row);
    boolean delivered = attempt.getResult() == AttemptResult.DELIVERED;
    if (!known) {
      merged.setAttempts(merged.getAttempts() + 1);
    }
    merged.setTest(merged.getTest() || attempt.getTest());
    if (goesBefore(merged, delivered, pointer)) {
      merged.setLastStatus(attempt.getStatus());
      merged.setLastError(attempt.getError());
      merged.setLastAttemptAt(attempt.getAt());
      merged.setLastDurationUs(attempt.getTimings().getTotal());
      merged.setLastAttempt(pointer);
    }
    if (delivered) {
      merged.setStatus(LogStatus.DELIVERED);
      merged.setNextAttemptAt(null);
      merged.setReason(null);
    } else if (attempt.getTest() && merged.getStatus() != LogStatus.DELIVERED) {
      merged.setStatus(LogStatus.FAILED);
    }
    return merged;
  }

  /** After a decision. */
  static LogRow outcome(@Nullable LogRow row, Outcome outcome) {
    LogRow merged = row == null ? fresh(outcome.getRef()) : copy(row);
    LogStatus status = status(outcome.getKind());
    boolean later =
        outcome.getAt() > merged.getDecidedAt()
            || (outcome.getAt() == merged.getDecidedAt()
                && finality(status) > finality(merged.getStatus()));
    if (later && merged.getStatus() != LogStatus.DELIVERED) {
      merged.setStatus(status);
      merged.setNextAttemptAt(status == LogStatus.RETRYING ? outcome.getDueAt() : null);
      merged.setReason(outcome.getReason());
    }
    merged.setDecidedAt(Math.max(merged.getDecidedAt(), outcome.getAt()));
    return merged;
  }

  private static boolean goesBefore(LogRow row, boolean delivered, AttemptPointer pointer) {
    AttemptPointer last = row.getLastAttempt();
    if (last == null) {
      return true;
    }
    boolean lastDelivered = row.getStatus() == LogStatus.DELIVERED;
    if (delivered != lastDelivered) {
      return delivered;
    }
    if (pointer.getRound() != last.getRound()) {
      return pointer.getRound() > last.getRound();
    }
    if (pointer.getAttempt() != last.getAttempt()) {
      return pointer.getAttempt() > last.getAttempt();
    }
    return pointer.getOffset() < last.getOffset();
  }

  private static LogStatus status(OutcomeKind kind) {
    return switch (kind) {
      case RETRY_SCHEDULED -> LogStatus.RETRYING;
      case DEAD_LETTERED, EXPIRED -> LogStatus.FAILED;
      case DISCARDED -> LogStatus.DISCARDED;
      case HELD -> LogStatus.HELD;
    };
  }

  private static int finality(LogStatus status) {
    return switch (status) {
      case RETRYING -> 0;
      case HELD -> 1;
      case FAILED -> 2;
      case DISCARDED -> 3;
      case DELIVERED -> 4;
    };
  }

  private static LogRow fresh(DeliveryRef ref) {
    // A first failure is retried unless an outcome says otherwise.
    return new LogRow(
        ref, LogStatus.RETRYING, false, 0, null, ErrorKind.NONE, 0L, -1L, null, 0L, null, null);
  }

  private static LogRow copy(LogRow row) {
    return new LogRow(
        row.getRef(),
        row.getStatus(),
        row.getTest(),
        row.getAttempts(),
        row.getLastStatus(),
        row.getLastError(),
        row.getLastAttemptAt(),
        row.getLastDurationUs(),
        row.getNextAttemptAt(),
        row.getDecidedAt(),
        row.getLastAttempt(),
        row.getReason());
  }
}
