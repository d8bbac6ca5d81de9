package dev.hookstream.topology.log;

import static dev.hookstream.topology.log.LogRecords.AT;
import static dev.hookstream.topology.log.LogRecords.attempt;
import static dev.hookstream.topology.log.LogRecords.outcome;
import static dev.hookstream.topology.log.LogRecords.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.OutcomeKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is left of an erased workspace, held against a log that never knew it. */
class LogErasureTest {
  private static final List<String> STORES =
      List.of(LogTopology.ROWS, LogTopology.ATTEMPTS, LogTopology.FIVES);
  private static final long MINUTE = 60_000;

  /** In the middle of an hour, in which there are figures of before and after. */
  private static final long ERASED = AT + 30 * MINUTE - AT % (60 * MINUTE);

  private static void before(LogDriver log) {
    for (int day = 0; day < 9; day++) {
      for (int i = 0; i < 400; i++) {
        long at = ERASED - 1 - day * 24L * 60 * MINUTE - i * 1_000L;
        DeliveryRef ref = ref("acme", "wh_old" + i % 7, "evt_" + day + "_" + i, at);
        long appended = ERASED - 1 - i * 1_000L;
        log.pipe(attempt(ref, 0, 1, AttemptResult.FAILED), appended);
        log.pipe(attempt(ref, 0, 2, AttemptResult.FAILED), appended);
        log.pipe(outcome(ref, OutcomeKind.DEAD_LETTERED, appended, null), appended);
      }
    }
  }

  private static void others(LogDriver log) {
    // Names that begin alike, and one that is nothing but the first letter.
    for (String workspace : List.of("acme2", "acm", "acme-", "a", "b")) {
      for (int i = 0; i < 5; i++) {
        DeliveryRef ref = ref(workspace, "wh_1", "evt_" + i, ERASED - i);
        log.pipe(attempt(ref, 0, 1, AttemptResult.FAILED), ERASED - i);
        log.pipe(attempt(ref, 0, 2, AttemptResult.DELIVERED), ERASED - i);
      }
    }
  }

  private static void after(LogDriver log) {
    for (int i = 0; i < 5; i++) {
      long at = ERASED + 1 + i;
      DeliveryRef ref = ref("acme", "wh_new", "evt_0_" + i, at);
      log.pipe(attempt(ref, 0, 1, AttemptResult.FAILED), at);
      log.pipe(outcome(ref, OutcomeKind.HELD, at, null), at);
    }
  }

  @Test
  void nothingIsLeftInTheStoresNorInTheirChangelogs() {
    try (LogDriver log = new LogDriver();
        LogDriver never = new LogDriver()) {
      before(log);
      others(log);
      // The log lags: of the new workspace it reads before it reads of the old one's end.
      after(log);
      log.advance(LogProcessor.FLUSH_EVERY);
      log.erase("acme", ERASED);
      for (int i = 0; i < 60; i++) {
        log.advance(Duration.ofMillis(100));
      }
      log.advance(LogProcessor.FLUSH_EVERY);

      // The same offsets, so that the rows are the same to the last byte.
      for (int skipped = 0; skipped < 9 * 400; skipped++) {
        never.skipTwoAttemptsAndAnOutcome();
      }
      others(never);
      after(never);
      never.advance(LogProcessor.FLUSH_EVERY);
      for (String store : STORES) {
        assertThat(never.contents(store)).isNotEmpty();
        assertThat(log.contents(store)).isEqualTo(never.contents(store));
        assertThat(log.changelog(store)).isEqualTo(never.contents(store));
      }
    }
  }

  @Test
  void nothingIsSeenFromTheMomentOnAndOfWhatIsNewEverything() {
    try (LogDriver log = new LogDriver()) {
      before(log);
      log.erase("acme", ERASED);
      after(log);
      assertThat(log.contents(LogTopology.ROWS)).hasSizeGreaterThan(1_000);
      assertThat(log.reader.erasedThrough("acme")).isEqualTo(ERASED);
      assertThat(log.reader.page("acme", "wh_old0", DeliveryQuery.ALL, null, 10).rows()).isEmpty();
      assertThat(log.reader.page("acme", "wh_new", DeliveryQuery.ALL, null, 10).rows()).hasSize(5);
      assertThat(log.reader.ofEvent("acme", "evt_8_1", 0, null, 250).rows()).isEmpty();
      assertThat(log.reader.ofEvent("acme", "evt_0_1", 0, null, 250).rows())
          .singleElement()
          .satisfies(row -> assertThat(row.getRef().getEndpointId()).isEqualTo("wh_new"));
      String old = ref("acme", "wh_old0", "evt_0_0", ERASED - 1).getDeliveryId();
      assertThat(log.reader.row("acme", old)).isEmpty();
    }
  }

  @Test
  void whatComesLateOfTheOldWorkspaceIsNotLogged() {
    try (LogDriver log = new LogDriver()) {
      log.erase("acme", ERASED);
      DeliveryRef late = ref("acme", "wh_old", "evt_1", ERASED);
      log.pipe(attempt(late, 0, 1, AttemptResult.FAILED), ERASED + MINUTE);
      log.pipe(outcome(late, OutcomeKind.DISCARDED, ERASED + MINUTE, null), ERASED + MINUTE);
      log.advance(LogProcessor.FLUSH_EVERY);
      STORES.forEach(store -> assertThat(log.contents(store)).isEmpty());
    }
  }

  @Test
  void anErasureThatIsReadAgainErasesNothingNew() {
    try (LogDriver log = new LogDriver()) {
      before(log);
      log.erase("acme", ERASED);
      log.advance(Duration.ofMillis(100));
      log.erase("acme", ERASED - 5);
      log.erase("acme", ERASED);
      after(log);
      for (int i = 0; i < 60; i++) {
        log.advance(Duration.ofMillis(100));
      }
      assertThat(log.reader.page("acme", "wh_new", DeliveryQuery.ALL, null, 10).rows()).hasSize(5);
    }
  }

  @Test
  void aMarkGoesWithTheLastRowThatItCouldHide() {
    try (LogDriver log = new LogDriver()) {
      log.erase("acme", AT);
      log.advance(Duration.ofDays(31));
      assertThat(log.reader.erasedThrough("acme")).isEqualTo(AT);
      log.advance(Duration.ofDays(2));
      assertThat(log.reader.erasedThrough("acme")).isEqualTo(-1);
    }
  }
}
