package dev.hookstream.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.OutcomeKind;
import dev.hookstream.schemas.Pending;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A chain of retries runs by its contract and only once, whatever comes twice, late or early. */
class RetryChainTest {
  private Dispatch dispatch;

  @BeforeEach
  void start(@TempDir Path stateDir) {
    dispatch = new Dispatch(stateDir);
  }

  @AfterEach
  void stop() {
    dispatch.close();
  }

  private Delivery firstOf(String contract) {
    dispatch.put(Dispatch.endpoint("wh_a", contract));
    dispatch.event("evt_1", type(contract), "{}");
    return dispatch.deliveries().get(0);
  }

  private static String type(String contract) {
    return switch (contract) {
      case "aresgen" -> "voice.trained";
      case "arka" -> "integration.connected";
      case "ainative" -> "memory.stored";
      case "hrizn" -> "ideacloud.failed";
      case "aethenox" -> "message.sent";
      default -> "any.type";
    };
  }

  @ParameterizedTest
  @CsvSource({
    "standard, 5 300 1800 7200 18000 36000 50400 72000 86400",
    "arka, 5 25 125",
    "ainative, ''",
    "hrizn, 60 300 1800 7200",
    "aethenox, 5 300 1800 7200 18000 36000 50400 72000 86400"
  })
  void each_contract_retries_at_its_own_times_and_then_gives_up_with_the_history(
      String contract, String seconds) {
    Delivery delivery = firstOf(contract);
    List<Long> delays =
        seconds.isEmpty()
            ? List.of()
            : List.of(seconds.split(" ")).stream().map(Long::valueOf).toList();
    for (long delay : delays) {
      long failedAt = dispatch.now();
      dispatch.answer(delivery, 500);
      Pending pending = dispatch.letNextComeDue();
      assertThat(pending.getDueAt() - failedAt).isBetween(delay * 1000, delay * 1100);
      Delivery next = dispatch.deliveries().get(0);
      assertThat(next.getAttempt()).isEqualTo(delivery.getAttempt() + 1);
      assertThat(next.getSignedAt()).isEqualTo(dispatch.now());
      delivery = next;
    }
    dispatch.answer(delivery, 500);
    assertThat(dispatch.retries()).isEmpty();
    DeadLetter letter = dispatch.deadLetters().get(0);
    assertThat(letter.getReason()).isEqualTo("attempts_used_up");
    assertThat(letter.getFailures()).hasSize(delays.size() + 1);
    assertThat(letter.getBody()).isEqualTo(delivery.getBody());
    // The last result once more: not a second dead letter.
    dispatch.answer(delivery, 500);
    assertThat(dispatch.deadLetters()).isEmpty();
  }

  @Test
  void aresgen_doubles_and_ends_72_hours_after_the_first_attempt() {
    Delivery delivery = firstOf("aresgen");
    long first = dispatch.now();
    int attempts = 1;
    while (true) {
      dispatch.answer(delivery, 500);
      if (!dispatch.deadLetters().isEmpty()) {
        break;
      }
      dispatch.letNextComeDue();
      delivery = dispatch.deliveries().get(0);
      attempts++;
      assertThat(dispatch.now() - first).isLessThanOrEqualTo(Duration.ofDays(3).toMillis());
    }
    assertThat(attempts).isBetween(20, 24);
  }

  @Test
  void a_result_that_comes_twice_starts_one_chain() {
    Delivery delivery = firstOf("standard");
    dispatch.answer(delivery, 500);
    dispatch.answer(delivery, 500);
    assertThat(dispatch.retries()).hasSize(1);
    assertThat(dispatch.outcomes()).hasSize(1);
  }

  @Test
  void a_due_record_that_comes_twice_is_taken_once() {
    dispatch.answer(firstOf("standard"), 500);
    Pending pending = dispatch.letNextComeDue();
    dispatch.due(pending);
    assertThat(dispatch.deliveries()).hasSize(1);
    dispatch.due(pending);
    assertThat(dispatch.deliveries()).isEmpty();
  }

  @Test
  void a_success_ends_the_chain_and_what_was_due_is_not_made() {
    Delivery delivery = firstOf("standard");
    dispatch.answer(delivery, 500);
    // The sender crashed between produce and commit, made it again, and now it went well.
    dispatch.answer(delivery, 200);
    dispatch.letNextComeDue();
    assertThat(dispatch.deliveries()).isEmpty();
  }

  @Test
  void a_failure_that_comes_late_after_a_retrys_success_starts_no_second_chain() {
    Delivery first = firstOf("standard");
    dispatch.answer(first, 500);
    dispatch.letNextComeDue();
    Delivery second = dispatch.deliveries().get(0);
    dispatch.answer(second, 200);
    dispatch.outcomes();
    // Both attempts were made again by a sender that was killed before it had committed.
    dispatch.answer(second, 500);
    dispatch.answer(first, 500);
    assertThat(dispatch.retries()).isEmpty();
    assertThat(dispatch.outcomes()).isEmpty();
    assertThat(dispatch.deadLetters()).isEmpty();
    // An hour later still not; and the lane goes on.
    dispatch.advance(Duration.ofHours(1));
    dispatch.answer(first, 500);
    assertThat(dispatch.retries()).isEmpty();
    dispatch.event("evt_2", "a", "{}");
    assertThat(dispatch.deliveries()).hasSize(1);
  }

  @Test
  void a_result_before_its_release_makes_the_entry_and_the_release_finds_it() {
    // The release was lost with an aborted transaction, but the sender had read it.
    Delivery delivery;
    dispatch.put(Dispatch.endpoint("wh_a", "standard"));
    dispatch.event("evt_1", "a", "{}");
    delivery = dispatch.deliveries().get(0);
    dispatch.delete("wh_a");
    dispatch.put(Dispatch.endpoint("wh_a", "standard"));
    Attempt early = dispatch.result(delivery, AttemptResult.FAILED, 500);
    // evt_2 lies at offset 1 of a topic of this test's; what comes early is its result.
    early.setRef(dev.hookstream.schemas.DeliveryRef.newBuilder(delivery.getRef()).build());
    early.getRef().setEventId("evt_2");
    early.getRef().setEventOffset(1);
    early
        .getRef()
        .setDeliveryId(
            dev.hookstream.topology.match.DeliveryId.of(
                dev.hookstream.topology.match.DeliveryId.endpointPartOf("wh_a"),
                "evt_2",
                0,
                1L,
                null,
                dispatch.now()));
    dispatch.attempt(early);
    assertThat(dispatch.retries()).hasSize(1);
    dispatch.event("evt_2", "a", "{}");
    assertThat(dispatch.deliveries()).isEmpty();
    dispatch.letNextComeDue();
    assertThat(dispatch.deliveries())
        .singleElement()
        .satisfies(d -> assertThat(d.getAttempt()).isEqualTo(2))
        .satisfies(d -> assertThat(d.getRef().getEventId()).isEqualTo("evt_2"));
  }

  @Test
  void a_result_whose_due_record_was_lost_counts_and_the_due_record_then_does_not() {
    dispatch.answer(firstOf("standard"), 500);
    Pending pending = dispatch.retries().get(0);
    dispatch.advance(Duration.ofMillis(pending.getDueAt() - dispatch.now()));
    dispatch.due(pending);
    Delivery second = dispatch.deliveries().get(0);
    dispatch.answer(second, 500);
    assertThat(dispatch.retries()).hasSize(1);
    dispatch.due(pending);
    assertThat(dispatch.deliveries()).isEmpty();
  }

  @Test
  void a_delivery_that_was_not_attempted_costs_nothing_and_is_signed_anew_a_little_later() {
    Delivery delivery = firstOf("standard");
    long previous = 0;
    for (int i = 0; i < 9; i++) {
      Attempt returned = dispatch.result(delivery, AttemptResult.NOT_ATTEMPTED, null);
      returned.setError(ErrorKind.STALE_SIGNATURE);
      long at = dispatch.now();
      dispatch.attempt(returned);
      dispatch.attempt(returned);
      Pending again = dispatch.letNextComeDue();
      assertThat(again.getDueAt() - at).isBetween(Math.max(1000, previous), 60_000L);
      previous = again.getDueAt() - at;
      List<Delivery> released = dispatch.deliveries();
      assertThat(released).hasSize(1);
      assertThat(released.get(0).getAttempt()).isEqualTo(1);
      assertThat(released.get(0).getSignedAt()).isEqualTo(dispatch.now());
      delivery = released.get(0);
    }
    assertThat(dispatch.outcomes()).isEmpty();
    dispatch.answer(delivery, 500);
    assertThat(dispatch.outcomes())
        .extracting(o -> o.getKind())
        .containsExactly(OutcomeKind.RETRY_SCHEDULED);
  }

  @Test
  void what_the_sender_could_not_read_is_a_dead_letter_and_its_place_is_free() {
    Delivery delivery = firstOf("standard");
    Attempt unreadable = dispatch.result(delivery, AttemptResult.FAILED, null);
    unreadable.setError(ErrorKind.UNREADABLE);
    unreadable.setBody(null);
    dispatch.attempt(unreadable);
    assertThat(dispatch.deadLetters())
        .extracting(DeadLetter::getReason)
        .containsExactly("unreadable");
    assertThat(dispatch.lanes.find("ws", "wh_a").orElseThrow().out()).isZero();
  }
}
