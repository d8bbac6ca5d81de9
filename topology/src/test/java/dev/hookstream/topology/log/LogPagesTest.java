package dev.hookstream.topology.log;

import static dev.hookstream.topology.log.LogRecords.AT;
import static dev.hookstream.topology.log.LogRecords.attempt;
import static dev.hookstream.topology.log.LogRecords.outcome;
import static dev.hookstream.topology.log.LogRecords.ref;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.LogStatus;
import dev.hookstream.schemas.OutcomeKind;
import dev.hookstream.topology.match.DeliveryId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogPagesTest {
  private static final DeliveryQuery FAILED =
      new DeliveryQuery(null, LogStatus.FAILED, null, null, null);

  private final LogDriver log = new LogDriver();

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void eachStatusIsListedByItself() {
    end("evt_delivered", AttemptResult.DELIVERED, null);
    end("evt_retrying", AttemptResult.FAILED, OutcomeKind.RETRY_SCHEDULED);
    end("evt_held", null, OutcomeKind.HELD);
    end("evt_failed", AttemptResult.FAILED, OutcomeKind.DEAD_LETTERED);
    end("evt_discarded", null, OutcomeKind.DISCARDED);
    for (LogStatus status : LogStatus.values()) {
      assertThat(events(new DeliveryQuery(null, status, null, null, null)))
          .containsExactly("evt_" + status.name().toLowerCase(Locale.ROOT));
    }
    assertThat(events(DeliveryQuery.ALL)).hasSize(5);
  }

  @Test
  void whatHasMovedOnIsListedOnlyWhereItIsNow() {
    DeliveryRef ref = ref("acme", "wh_1", "evt_1", AT);
    log.pipe(attempt(ref, 0, 1, AttemptResult.FAILED), AT);
    log.pipe(outcome(ref, OutcomeKind.RETRY_SCHEDULED, AT, AT + 1), AT);
    log.pipe(outcome(ref, OutcomeKind.DEAD_LETTERED, AT + 5, null), AT);
    assertThat(events(new DeliveryQuery(null, LogStatus.RETRYING, null, null, null))).isEmpty();
    assertThat(events(FAILED)).containsExactly("evt_1");
    log.pipe(attempt(ref, 1, 1, AttemptResult.DELIVERED), AT);
    assertThat(events(FAILED)).isEmpty();
    assertThat(events(new DeliveryQuery(null, LogStatus.DELIVERED, null, null, null)))
        .containsExactly("evt_1");
  }

  @Test
  void anEventIsFoundAmongAllWithItsReplaysAndAtEachEndpoint() {
    for (int i = 0; i < 50; i++) {
      DeliveryRef other = ref("acme", "wh_1", "evt_" + i, AT + i);
      log.pipe(attempt(other, 0, 1, AttemptResult.DELIVERED), AT);
    }
    DeliveryRef again = ref("acme", "wh_1", "evt_7", AT + 100);
    log.pipe(attempt(again, 0, 1, AttemptResult.FAILED), AT);
    DeliveryRef elsewhere = ref("acme", "wh_2", "evt_7", AT + 7);
    log.pipe(attempt(elsewhere, 0, 1, AttemptResult.DELIVERED), AT);
    log.pipe(attempt(ref("acme2", "wh_1", "evt_7", AT), 0, 1, AttemptResult.DELIVERED), AT);
    DeliveryQuery query = new DeliveryQuery(null, null, "evt_7", null, null);
    assertThat(page("wh_1", query, null, 10).rows())
        .extracting(row -> row.getRef().getAcceptedAt())
        .containsExactly(AT + 100, AT + 7);
    DeliveryPage first = page("wh_1", query, null, 1);
    assertThat(page("wh_1", query, first.next(), 1).rows())
        .extracting(row -> row.getRef().getAcceptedAt())
        .containsExactly(AT + 7);
    assertThat(events(new DeliveryQuery(null, LogStatus.RETRYING, "evt_7", null, null))).hasSize(1);
    assertThat(events(new DeliveryQuery(null, null, "evt_", null, null))).isEmpty();
    assertThat(log.reader.ofEvent("acme", "evt_7", 0, null, 250).rows())
        .extracting(LogRow::getRef)
        .containsExactlyInAnyOrder(again, elsewhere, ref("acme", "wh_1", "evt_7", AT + 7));
    assertThat(log.reader.ofEvent("acme", "evt_none", 0, null, 250).rows()).isEmpty();
  }

  @Test
  void theDeliveriesOfAnEventArePagedHoweverManyAndItsReplaysComeLast() {
    long at = AT - Duration.ofDays(8).toMillis();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      DeliveryRef first = ref("acme", "wh_" + i, "evt_many", at);
      log.pipe(attempt(first, 0, 1, AttemptResult.DELIVERED), AT);
      expected.add(first.getDeliveryId());
      if (i % 10 == 0) {
        long later = at + 1 + 86_400_000L * (i % 7);
        DeliveryRef again = ref("acme", "wh_" + i, "evt_many", later);
        log.pipe(attempt(again, 0, 1, AttemptResult.FAILED), AT);
        expected.add(again.getDeliveryId());
      }
    }
    Collections.sort(expected);
    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      DeliveryPage page = log.reader.ofEvent("acme", "evt_many", 0, cursor, 250);
      page.rows().forEach(row -> seen.add(row.getRef().getDeliveryId()));
      cursor = page.next();
    } while (cursor != null);
    assertThat(seen).isEqualTo(expected);
    assertThat(log.reader.ofEvent("acme", "evt_many", at + 1, null, 1_000).rows()).hasSize(300);
    assertThat(log.reader.lastOfEvent("acme", "evt_many"))
        .hasValueSatisfying(
            row ->
                assertThat(row.getRef().getDeliveryId())
                    .isEqualTo(expected.get(expected.size() - 1)));
    assertThat(log.reader.reached("acme", "evt_many", at, List.of("wh_7", "wh_none", "wh_2999")))
        .containsExactly("wh_7", "wh_2999");
    assertThatThrownBy(() -> log.reader.ofEvent("acme", "evt_many", 0, "x", 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sinceIsIncludedAndUntilIsNot() {
    for (int i = 0; i < 5; i++) {
      end("evt_" + i, AT + i, AttemptResult.FAILED, OutcomeKind.DEAD_LETTERED);
    }
    for (LogStatus status : new LogStatus[] {null, LogStatus.FAILED}) {
      assertThat(events(new DeliveryQuery(null, status, null, AT + 1, AT + 3)))
          .containsExactly("evt_2", "evt_1");
      assertThat(events(new DeliveryQuery(null, status, null, AT + 3, AT + 3))).isEmpty();
      assertThat(events(new DeliveryQuery(null, status, null, null, Long.MAX_VALUE))).hasSize(5);
      assertThat(events(new DeliveryQuery(null, status, null, Long.MAX_VALUE, null))).isEmpty();
      assertThat(events(new DeliveryQuery(null, status, null, Long.MIN_VALUE, 0L))).isEmpty();
    }
  }

  @Test
  void aFilterThatMatchesRarelyAnswersInPartsAndFindsAll() {
    int count = 2 * LogReader.MOST_LOOKED_AT + 10;
    for (int i = 0; i < count; i++) {
      DeliveryRef ref = ref("acme", "wh_1", "evt_" + i, AT + i);
      ref.setEventType(i == 3 ? "order.rare" : "order.paid");
      log.pipe(attempt(ref, 0, 1, AttemptResult.DELIVERED), AT);
    }
    DeliveryQuery rare = new DeliveryQuery("order.rare", null, null, null, null);
    int pages = 0;
    List<String> found = new ArrayList<>();
    String cursor = null;
    do {
      DeliveryPage page = page("wh_1", rare, cursor, 50);
      page.rows().forEach(row -> found.add(row.getRef().getEventId()));
      cursor = page.next();
      pages++;
    } while (cursor != null);
    assertThat(pages).isEqualTo(3);
    assertThat(found).containsExactly("evt_3");
  }

  @Test
  void aCursorOfAnotherListIsRefused() {
    end("evt_1", AttemptResult.DELIVERED, null);
    String others = ref("acme", "wh_2", "evt_1", AT).getDeliveryId();
    for (String cursor : List.of(others, "nonsense", "")) {
      assertThatThrownBy(() -> page("wh_1", DeliveryQuery.ALL, cursor, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void theUpperTimeIsOneThatStreamsKeepsInTheRange() {
    // With a greater one, the window store's range is cut after the key's first letter.
    assertThat(DeliveryQuery.ALL.lastMillis()).isLessThan(1L << 56);
    assertThat(new DeliveryQuery(null, null, null, null, Long.MAX_VALUE).lastMillis())
        .isLessThan(1L << 56);
  }

  /** Whatever comes in meanwhile: what was there at the first page is seen once, newest first. */
  @Property(tries = 15)
  void pagesMissNothingAndRepeatNothing(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 30) int limit,
      @ForAll @IntRange(max = 3) int filter) {
    try (LogDriver driver = new LogDriver()) {
      Random random = new Random(seed);
      Set<String> before = new HashSet<>();
      int number = 0;
      for (; number < 120; number++) {
        before.add(one(driver, random, number));
      }
      DeliveryQuery query =
          switch (filter) {
            case 0 -> DeliveryQuery.ALL;
            case 1 -> FAILED;
            case 2 -> new DeliveryQuery("order.rare", null, null, null, null);
            default -> new DeliveryQuery(null, LogStatus.DELIVERED, null, AT + 10, AT + 50);
          };
      Set<String> expected = new HashSet<>(before);
      expected.removeIf(
          id ->
              driver
                  .reader
                  .row("acme", id)
                  .filter(query::matches)
                  .filter(row -> within(query, row))
                  .isEmpty());
      List<String> seen = new ArrayList<>();
      String cursor = null;
      do {
        DeliveryPage page = driver.reader.page("acme", "wh_1", query, cursor, limit);
        page.rows().forEach(row -> seen.add(row.getRef().getDeliveryId()));
        cursor = page.next();
        for (int more = random.nextInt(5); more > 0; more--) {
          one(driver, random, number++);
        }
      } while (cursor != null);
      assertThat(seen).doesNotHaveDuplicates().containsAll(expected);
      assertThat(seen.stream().map(DeliveryId::timeMillis).toList())
          .isSortedAccordingTo((a, b) -> Long.compare(b, a));
    }
  }

  private static boolean within(DeliveryQuery query, LogRow row) {
    long at = row.getRef().getAcceptedAt();
    return at >= query.firstMillis() && at <= query.lastMillis();
  }

  private static String one(LogDriver driver, Random random, int number) {
    DeliveryRef ref = ref("acme", "wh_1", "evt_" + number, AT + random.nextInt(100));
    ref.setEventType(random.nextInt(4) == 0 ? "order.rare" : "order.paid");
    boolean delivered = random.nextBoolean();
    driver.pipe(attempt(ref, 0, 1, delivered ? AttemptResult.DELIVERED : AttemptResult.FAILED), AT);
    if (!delivered && random.nextBoolean()) {
      driver.pipe(outcome(ref, OutcomeKind.DEAD_LETTERED, AT + 1, null), AT);
    }
    return ref.getDeliveryId();
  }

  private void end(String event, @Nullable AttemptResult result, @Nullable OutcomeKind outcome) {
    end(event, AT, result, outcome);
  }

  private void end(
      String event, long at, @Nullable AttemptResult result, @Nullable OutcomeKind outcome) {
    DeliveryRef ref = ref("acme", "wh_1", event, at);
    if (result != null) {
      log.pipe(attempt(ref, 0, 1, result), AT);
    }
    if (outcome != null) {
      log.pipe(outcome(ref, outcome, AT, null), AT);
    }
  }

  private DeliveryPage page(
      String endpoint, DeliveryQuery query, @Nullable String cursor, int limit) {
    return log.reader.page("acme", endpoint, query, cursor, limit);
  }

  private List<String> events(DeliveryQuery query) {
    return page("wh_1", query, null, 250).rows().stream()
        .map(row -> row.getRef().getEventId())
        .toList();
  }
}
