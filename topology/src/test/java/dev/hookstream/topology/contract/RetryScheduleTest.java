package dev.hookstream.topology.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {
  private static final long FIRST = 1_778_487_262_184L;

  private static RetrySchedule schedule(String name) {
    return Contracts.builtIn().schedule(name).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "standard | 10 | 5 300 1800 7200 18000 36000 50400 72000 86400 | 20",
        "aethenox | 10 | 5 300 1800 7200 18000 36000 50400 72000 86400 | 10",
        "arka | 4 | 5 25 125 | 10",
        "ainative | 1 | '' | 10",
        "hrizn | 5 | 60 300 1800 7200 | 15",
        "aresgen | 24 | 10 20 40 80 160 320 640 1280 2560 5120 10240 20480 21600 21600 21600"
            + " 21600 21600 21600 21600 21600 21600 21600 21600 | 15",
      })
  void attemptsDelaysAndTimeoutAreTheProducts(
      String name, int attempts, String delays, int timeout) {
    Contract contract = Events.contract(name);
    assertThat(contract.retry().maxAttempts()).isEqualTo(attempts);
    assertThat(contract.retry().delays().stream().map(d -> Long.toString(d.toSeconds())))
        .containsExactly(delays.isEmpty() ? new String[0] : delays.split(" "));
    assertThat(contract.timeout()).isEqualTo(Duration.ofSeconds(timeout));
    assertThat(contract.retry().delay(attempts)).isEmpty();
    assertThat(contract.retry().delay(0)).isEmpty();
  }

  @Test
  void aresgenAttemptsNothingLaterThan72HoursAfterTheFirst() {
    assertThat(schedule("aresgen").maxAge()).contains(Duration.ofDays(3));
    for (int delivery = 0; delivery < 500; delivery++) {
      List<Long> attempts = attempts(schedule("aresgen"), "dlv_" + delivery);
      assertThat(attempts).hasSizeBetween(22, 23);
      assertThat(attempts.get(attempts.size() - 1))
          .isLessThanOrEqualTo(FIRST + Duration.ofDays(3).toMillis());
    }
  }

  @Test
  void withoutJitterAresgens72HoursHold23Attempts() {
    long at = FIRST;
    int attempt = 1;
    RetrySchedule aresgen = schedule("aresgen");
    while (at + aresgen.delay(attempt).orElseThrow().toMillis() <= aresgen.latest(FIRST)) {
      at += aresgen.delay(attempt++).orElseThrow().toMillis();
    }
    assertThat(attempt).isEqualTo(23);
    assertThat(at - FIRST).isEqualTo((40_950 + 10 * 21_600) * 1000L);
    assertThat(aresgen.nextDueAt(23, FIRST, at, "dlv_1")).isEmpty();
  }

  @Test
  void jitterNeverCarriesAnAttemptBeyondTheLastMoment() {
    RetrySchedule aresgen = schedule("aresgen");
    long latest = aresgen.latest(FIRST);
    long justFits = latest - Duration.ofHours(6).toMillis();
    for (int delivery = 0; delivery < 100; delivery++) {
      assertThat(aresgen.nextDueAt(20, FIRST, justFits, "dlv_" + delivery)).hasValue(latest);
    }
    assertThat(aresgen.nextDueAt(20, FIRST, justFits + 1, "dlv_1")).isEmpty();
  }

  @Test
  void jitterAddsUpToATenthAndSpreadsEvenly() {
    RetrySchedule standard = schedule("standard");
    int[] tenths = new int[10];
    for (int delivery = 0; delivery < 10_000; delivery++) {
      long due = standard.nextDueAt(4, FIRST, FIRST, "dlv_01HZ" + delivery).orElseThrow();
      double added = (due - FIRST) / 7_200_000.0 - 1;
      assertThat(added).isBetween(0.0, 0.1);
      tenths[(int) Math.min(9, added * 100)]++;
    }
    for (int count : tenths) {
      assertThat(count).isBetween(850, 1150);
    }
  }

  @Test
  void theSameDeliveryAndAttemptAreDueAtTheSameTimeHoweverOftenAsked() {
    RetrySchedule standard = schedule("standard");
    OptionalLong due = standard.nextDueAt(2, FIRST, FIRST, "dlv_a");
    assertThat(standard.nextDueAt(2, FIRST, FIRST, "dlv_a")).isEqualTo(due);
    Set<Long> offsets = new HashSet<>();
    for (int attempt = 1; attempt <= 9; attempt++) {
      long nominal = standard.delay(attempt).orElseThrow().toMillis();
      long dueAt = standard.nextDueAt(attempt, FIRST, FIRST, "dlv_a").orElseThrow();
      offsets.add((dueAt - FIRST - nominal) * 1_000_000 / nominal);
    }
    assertThat(offsets).hasSizeGreaterThan(7);
  }

  private static List<Long> attempts(RetrySchedule schedule, String deliveryId) {
    List<Long> at = new ArrayList<>(List.of(FIRST));
    OptionalLong due = schedule.nextDueAt(1, FIRST, FIRST, deliveryId);
    while (due.isPresent()) {
      at.add(due.getAsLong());
      due = schedule.nextDueAt(at.size(), FIRST, due.getAsLong(), deliveryId);
    }
    return at;
  }
}
