package dev.hookstream.topology.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.LogStatus;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.Replay;
import dev.hookstream.schemas.ReplayJob;
import dev.hookstream.schemas.ReplayWhat;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.match.Target;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplaySelectionTest {
  private static final long NOW = Instant.parse("2026-05-11T08:00:00Z").toEpochMilli();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long MADE = NOW - 10 * HOUR;

  private static ReplayJob.Builder job(ReplayWhat what) {
    return ReplayJob.newBuilder()
        .setWhat(what)
        .setCreatedAt(NOW)
        .setCreatedBy("test")
        .setSince(NOW - 100 * HOUR)
        .setUntil(NOW);
  }

  private static ReplaySelection selection(ReplayJob.Builder job) {
    return new ReplaySelection("rpl_1", job.build());
  }

  private static Target target(String id, String contract, EndpointStatus status) {
    Endpoint endpoint =
        Endpoint.newBuilder()
            .setId(id)
            .setWorkspaceId("ws")
            .setContract(contract)
            .setRevision(1)
            .setUrl("https://example.com/")
            .setEvents(List.of("order.*"))
            .setSecrets(List.of())
            .setOrdering(Ordering.PARALLEL)
            .setStatus(status)
            .setCreatedAt(MADE)
            .setUpdatedAt(MADE)
            .build();
    return new Target(endpoint, Contracts.builtIn().find(contract).orElseThrow());
  }

  private static Target target() {
    return target("wh_a", "standard", EndpointStatus.ENABLED);
  }

  private static Event.Builder event() {
    return Event.newBuilder()
        .setId("evt_1")
        .setType("order.paid")
        .setWorkspaceId("ws")
        .setOccurredAt(Instant.EPOCH)
        .setData("{}");
  }

  private static DeliveryRef ref(long acceptedAt, @Nullable String replayId) {
    return new DeliveryRef(
        "dlv_1",
        "evt_1",
        "order.paid",
        "ws",
        "wh_a",
        "standard",
        3,
        42L,
        acceptedAt,
        replayId,
        null);
  }

  private static LogRow row(LogStatus status, long decidedAt) {
    return LogRow.newBuilder()
        .setRef(ref(NOW - HOUR, null))
        .setStatus(status)
        .setAttempts(1)
        .setLastAttemptAt(NOW - HOUR)
        .setDecidedAt(decidedAt)
        .build();
  }

  private static DeadLetter letter(@Nullable String replayId) {
    return DeadLetter.newBuilder()
        .setRef(ref(NOW - HOUR, replayId))
        .setAt(NOW - HOUR)
        .setRound(2)
        .setAttempts(5)
        .setFirstAttemptAt(NOW - HOUR)
        .setReason("attempts_used_up")
        .setFailures(List.of())
        .setBody(ByteBuffer.wrap(new byte[] {1, 2}))
        .build();
  }

  private static boolean goes(
      ReplayWhat what, Event event, long at, @Nullable LogRow row, @Nullable Long oldestWaiting) {
    return selection(job(what))
        .goesTo(target(), event, at, () -> Optional.ofNullable(row), oldestWaiting, NOW);
  }

  @Test
  void a_range_has_its_first_moment_and_not_its_last() {
    ReplaySelection selection = selection(job(ReplayWhat.ALL).setSince(100).setUntil(200));
    assertThat(selection.isFor(event().build(), 99)).isFalse();
    assertThat(selection.isFor(event().build(), 100)).isTrue();
    assertThat(selection.isFor(event().build(), 199)).isTrue();
    assertThat(selection.isFor(event().build(), 200)).isFalse();
  }

  @Test
  void types_are_patterns_of_which_one_is_enough_and_an_event_id_is_exact() {
    ReplayJob.Builder job = job(ReplayWhat.ALL).setTypes(List.of("user.*", "order.paid"));
    assertThat(selection(job).isFor(event().build(), NOW - 1)).isTrue();
    assertThat(selection(job).isFor(event().setType("order.sent").build(), NOW - 1)).isFalse();
    job.setEventId("evt_2");
    assertThat(selection(job).isFor(event().build(), NOW - 1)).isFalse();
    assertThat(selection(job).isFor(event().setId("evt_2").build(), NOW - 1)).isTrue();
  }

  @Test
  void a_disabled_endpoint_is_for_who_names_it_and_another_contracts_for_nobody() {
    Target disabled = target("wh_off", "standard", EndpointStatus.DISABLED);
    Target other = target("wh_other", "hrizn", EndpointStatus.ENABLED);
    List<Target> all = List.of(target(), disabled, other);
    assertThat(selection(job(ReplayWhat.ALL)).endpoints(all)).containsExactly(all.get(0), other);
    assertThat(selection(job(ReplayWhat.ALL).setEndpointId("wh_off")).endpoints(all))
        .containsExactly(disabled);
    assertThat(selection(job(ReplayWhat.ALL).setContract("standard")).endpoints(all))
        .containsExactly(all.get(0));
    assertThat(
            selection(job(ReplayWhat.ALL).setContract("standard").setEndpointId("wh_other"))
                .endpoints(all))
        .isEmpty();
  }

  @Test
  void all_is_what_the_endpoint_wants_today() {
    LogRow delivered = row(LogStatus.DELIVERED, 0);
    assertThat(goes(ReplayWhat.ALL, event().build(), NOW - 1, delivered, null)).isTrue();
    assertThat(goes(ReplayWhat.ALL, event().setType("user.made").build(), NOW - 1, null, null))
        .isFalse();
    assertThat(goes(ReplayWhat.ALL, event().setProduct("hrizn").build(), NOW - 1, null, null))
        .as("another product's")
        .isFalse();
  }

  @Test
  void missed_is_what_was_discarded_or_came_before_the_endpoint() {
    Event event = event().build();
    LogRow discarded = row(LogStatus.DISCARDED, 0);
    LogRow failed = row(LogStatus.FAILED, 0);
    assertThat(goes(ReplayWhat.MISSED, event, NOW - HOUR, discarded, null)).isTrue();
    assertThat(goes(ReplayWhat.MISSED, event, NOW - HOUR, failed, null)).isFalse();
    assertThat(goes(ReplayWhat.MISSED, event, MADE - 1, null, null)).isTrue();
    assertThat(goes(ReplayWhat.MISSED, event, NOW - HOUR, null, null))
        .as("from before its patterns took the type")
        .isTrue();
  }

  @Test
  void what_may_be_on_its_way_is_not_missed() {
    Event event = event().build();
    long young = NOW - Duration.ofMinutes(10).toMillis();
    assertThat(goes(ReplayWhat.MISSED, event, young, null, null)).as("not logged yet").isFalse();
    assertThat(goes(ReplayWhat.MISSED, event, young - 1, null, null)).isTrue();
    assertThat(goes(ReplayWhat.MISSED, event, NOW - HOUR, null, NOW - 2 * HOUR))
        .as("it may wait in the lane")
        .isFalse();
    assertThat(goes(ReplayWhat.MISSED, event, NOW - 2 * HOUR, null, NOW - HOUR)).isTrue();
  }

  @Test
  void the_log_is_asked_only_where_it_decides() {
    boolean goes =
        selection(job(ReplayWhat.ALL))
            .goesTo(
                target(),
                event().build(),
                NOW - 1,
                () -> {
                  throw new AssertionError("asked");
                },
                null,
                NOW);
    assertThat(goes).isTrue();
  }

  @Test
  void a_dead_letter_counts_while_it_is_the_last_word() {
    ReplaySelection failed = selection(job(ReplayWhat.FAILED));
    DeadLetter letter = letter(null);
    assertThat(failed.isFor(letter, null)).as("the log does not know it yet").isTrue();
    assertThat(failed.isFor(letter, row(LogStatus.FAILED, letter.getAt()))).isTrue();
    assertThat(failed.isFor(letter, row(LogStatus.FAILED, letter.getAt() + 1)))
        .as("a later one follows")
        .isFalse();
    assertThat(failed.isFor(letter, row(LogStatus.DELIVERED, 0))).isFalse();
  }

  @Test
  void one_of_an_earlier_replay_counts_too_and_one_without_a_body_does_not() {
    for (ReplayWhat what : List.of(ReplayWhat.FAILED, ReplayWhat.PUT_BACK)) {
      assertThat(selection(job(what)).isFor(letter("rpl_0"), null)).isTrue();
      DeadLetter empty = letter(null);
      empty.setBody(null);
      assertThat(selection(job(what)).isFor(empty, null)).isFalse();
      assertThat(selection(job(what)).request(empty)).isEmpty();
    }
  }

  @Test
  void a_dead_letter_of_another_endpoint_contract_event_or_time_is_left() {
    DeadLetter letter = letter(null);
    assertThat(selection(job(ReplayWhat.FAILED).setEndpointId("wh_b")).isFor(letter, null))
        .isFalse();
    assertThat(selection(job(ReplayWhat.FAILED).setContract("hrizn")).isFor(letter, null))
        .isFalse();
    assertThat(selection(job(ReplayWhat.FAILED).setEventId("evt_2")).isFor(letter, null)).isFalse();
    assertThat(selection(job(ReplayWhat.FAILED).setSince(NOW - 1)).isFor(letter, null)).isFalse();
  }

  @Test
  void a_request_is_the_same_each_time_it_is_made() {
    Replay ofEvent = selection(job(ReplayWhat.ALL)).request(event().build(), 3, 42, target());
    assertThat(ofEvent).isEqualTo(new Replay("rpl_1", event().build(), 3, 42L, NOW, "wh_a", null));
    for (ReplayWhat what : List.of(ReplayWhat.FAILED, ReplayWhat.PUT_BACK)) {
      Replay ofLetter = selection(job(what)).request(letter(null)).orElseThrow();
      assertThat(ofLetter.getRequestedAt()).isEqualTo(NOW);
      var again = Objects.requireNonNull(ofLetter.getAgain());
      assertThat(again.getRound()).isEqualTo(2);
      assertThat(again.getSameDelivery()).isEqualTo(what == ReplayWhat.PUT_BACK);
    }
  }
}
