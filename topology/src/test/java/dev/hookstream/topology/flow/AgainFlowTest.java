package dev.hookstream.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.DeliverAgain;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.OutcomeKind;
import dev.hookstream.schemas.Replay;
import dev.hookstream.schemas.ReplayTally;
import dev.hookstream.topology.retry.ReplayBook;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A delivery that is asked for again, out of the dead letters or by a replay, begins anew, once,
 * and holds nothing up.
 */
class AgainFlowTest {
  private Dispatch dispatch;

  @BeforeEach
  void start(@TempDir Path stateDir) {
    dispatch = new Dispatch(stateDir);
  }

  @AfterEach
  void stop() {
    dispatch.close();
  }

  private DeadLetter deadLetter() {
    dispatch.put(Dispatch.endpoint("wh_a", "ainative"));
    dispatch.event("evt_1", "memory.stored", "{}");
    dispatch.answer(dispatch.deliveries().get(0), 500);
    return dispatch.deadLetters().get(0);
  }

  private void again(String replayId, DeliveryRef ref, int round, boolean same, ByteBuffer body) {
    dispatch.replay(
        new Replay(
            replayId,
            null,
            ref.getEventPartition(),
            ref.getEventOffset(),
            dispatch.now(),
            ref.getEndpointId(),
            new DeliverAgain(ref, round, same, body)));
  }

  private void putBack(String replayId, DeadLetter letter) {
    again(replayId, letter.getRef(), letter.getRound(), true, letter.getBody());
  }

  private ReplayTally tally(String replayId) {
    KeyValueStore<String, ReplayTally> store = dispatch.driver().getKeyValueStore(ReplayBook.STORE);
    return store.get(ReplayBook.key("ws", replayId));
  }

  private static List<Long> counts(ReplayTally tally) {
    return List.of(tally.getTaken(), tally.getDelivered(), tally.getFailed(), tally.getDropped());
  }

  @Test
  void a_dead_letter_put_back_is_the_same_delivery_in_its_next_round_with_a_schedule_of_its_own() {
    DeadLetter letter = deadLetter();
    dispatch.advance(Duration.ofDays(3));
    putBack("rpl_1", letter);
    Delivery again = dispatch.deliveries().get(0);
    assertThat(again.getRef()).isEqualTo(letter.getRef());
    assertThat(again.getRound()).isEqualTo(1);
    assertThat(again.getAttempt()).isEqualTo(1);
    assertThat(again.getFirstAttemptAt()).isEqualTo(dispatch.now());
    assertThat(again.getBody()).isEqualTo(letter.getBody());
    dispatch.answer(again, 500);
    DeadLetter second = dispatch.deadLetters().get(0);
    assertThat(second.getRound()).isEqualTo(1);
    assertThat(counts(tally("rpl_1"))).containsExactly(1L, 0L, 1L, 0L);
    putBack("rpl_2", second);
    dispatch.answer(dispatch.deliveries().get(0), 200);
    assertThat(counts(tally("rpl_2"))).containsExactly(1L, 1L, 0L, 0L);
    assertThat(counts(tally("rpl_1"))).as("the first one's are as they were").endsWith(1L, 0L);
  }

  @Test
  void a_copy_of_a_request_changes_nothing() {
    DeadLetter letter = deadLetter();
    putBack("rpl_1", letter);
    putBack("rpl_1", letter);
    List<Delivery> once = dispatch.deliveries();
    assertThat(once).hasSize(1);
    dispatch.answer(once.get(0), 200);
    long requestedAt = dispatch.now() - 1;
    dispatch.advance(Duration.ofMinutes(1));
    dispatch.replay(
        new Replay(
            "rpl_1",
            null,
            0,
            0L,
            requestedAt,
            null,
            new DeliverAgain(letter.getRef(), 0, true, letter.getBody())));
    assertThat(dispatch.deliveries()).isEmpty();
    assertThat(counts(tally("rpl_1"))).containsExactly(3L, 1L, 0L, 2L);
  }

  @Test
  void a_request_made_after_the_end_counts_whatever_round_its_sender_knew() {
    DeadLetter letter = deadLetter();
    putBack("rpl_1", letter);
    dispatch.answer(dispatch.deliveries().get(0), 500);
    dispatch.advance(Duration.ofMinutes(1));
    putBack("rpl_2", letter);
    assertThat(dispatch.deliveries()).extracting(Delivery::getRound).containsExactly(2);
  }

  @Test
  void nothing_is_delivered_again_to_an_endpoint_that_was_deleted() {
    DeadLetter letter = deadLetter();
    dispatch.outcomes();
    dispatch.delete("wh_a");
    putBack("rpl_1", letter);
    again("rpl_2", letter.getRef(), 0, false, letter.getBody());
    dispatch.advance(Duration.ofSeconds(1));
    assertThat(dispatch.deliveries()).isEmpty();
    assertThat(dispatch.outcomes())
        .extracting(Outcome::getKind)
        .containsExactly(OutcomeKind.DISCARDED);
    assertThat(counts(tally("rpl_1"))).containsExactly(1L, 0L, 0L, 1L);
    assertThat(counts(tally("rpl_2"))).containsExactly(1L, 0L, 0L, 1L);
  }

  @Test
  void under_a_replay_it_is_a_delivery_of_its_own_with_the_same_body_and_event() {
    DeadLetter letter = deadLetter();
    again("rpl_1", letter.getRef(), 0, false, letter.getBody());
    Delivery again = dispatch.deliveries().get(0);
    assertThat(again.getRef().getDeliveryId()).isNotEqualTo(letter.getRef().getDeliveryId());
    assertThat(again.getRef().getReplayId()).isEqualTo("rpl_1");
    assertThat(again.getDeliveryClass()).isEqualTo(DeliveryClass.REPLAY);
    assertThat(again.getBody()).isEqualTo(letter.getBody());
    assertThat(Sent.headers(again))
        .containsEntry("webhook-replay-id", "rpl_1")
        .containsEntry("webhook-id", "evt_1");
    dispatch.answer(again, 200);
    assertThat(counts(tally("rpl_1"))).containsExactly(1L, 1L, 0L, 0L);
  }

  @Test
  void a_result_that_comes_twice_is_counted_once() {
    DeadLetter letter = deadLetter();
    again("rpl_1", letter.getRef(), 0, false, letter.getBody());
    Delivery again = dispatch.deliveries().get(0);
    dispatch.answer(again, 200);
    dispatch.answer(again, 200);
    assertThat(counts(tally("rpl_1"))).as("after a kill, say").containsExactly(1L, 1L, 0L, 0L);
    again("rpl_2", letter.getRef(), 0, false, letter.getBody());
    Delivery another = dispatch.deliveries().get(0);
    dispatch.answer(another, 200);
    assertThat(counts(tally("rpl_2"))).as("another replay's").containsExactly(1L, 1L, 0L, 0L);
  }

  @Test
  void an_event_that_is_asked_for_twice_under_one_replay_goes_out_once() {
    DeadLetter letter = deadLetter();
    again("rpl_1", letter.getRef(), 0, false, letter.getBody());
    Delivery first = dispatch.deliveries().get(0);
    dispatch.answer(first, 500);
    DeadLetter ofReplay = dispatch.deadLetters().get(0);
    again("rpl_2", letter.getRef(), 0, false, letter.getBody());
    again("rpl_2", ofReplay.getRef(), 0, false, ofReplay.getBody());
    assertThat(dispatch.deliveries())
        .singleElement()
        .satisfies(again -> dispatch.answer(again, 200));
    assertThat(counts(tally("rpl_2"))).containsExactly(2L, 1L, 0L, 1L);
  }

  @Test
  void in_a_strict_lane_a_dead_letter_put_back_holds_up_nothing_and_a_pending_one_still_does() {
    Endpoint strict = Dispatch.endpoint("wh_a", "hrizn");
    strict.setOrdering(Ordering.STRICT);
    dispatch.put(strict);
    dispatch.event("evt_1", "ideacloud.failed", "{}");
    Delivery first = dispatch.deliveries().get(0);
    dispatch.answer(first, 500);
    dispatch.retries();
    dispatch.event("evt_2", "ideacloud.failed", "{}");
    dispatch.retry(first);
    Delivery byHand = dispatch.deliveries().get(0);
    assertThat(byHand.getRef().getEventId()).isEqualTo("evt_1");
    dispatch.answer(byHand, 500);
    dispatch.retries();
    assertThat(dispatch.deliveries()).as("evt_2 waits for it").isEmpty();
    dispatch.letNextComeDue();
    assertThat(dispatch.deliveries()).as("the retry that was replaced").isEmpty();
    for (int attempt = 2; attempt <= 5; attempt++) {
      dispatch.letNextComeDue();
      dispatch.answer(dispatch.deliveries().get(0), 500);
    }
    DeadLetter letter = dispatch.deadLetters().get(0);
    Delivery next = dispatch.deliveries().get(0);
    assertThat(next.getRef().getEventId()).isEqualTo("evt_2");
    dispatch.answer(next, 200);

    putBack("rpl_1", letter);
    dispatch.answer(dispatch.deliveries().get(0), 500);
    dispatch.event("evt_3", "ideacloud.failed", "{}");
    assertThat(dispatch.deliveries())
        .extracting(delivery -> delivery.getRef().getEventId())
        .containsExactly("evt_3");
  }

  @Test
  void a_replay_of_what_the_endpoint_does_not_want_is_counted_as_dropped() {
    dispatch.put(Dispatch.endpoint("wh_a", "standard"));
    dispatch.replay(
        new Replay(
            "rpl_1",
            dev.hookstream.schemas.Event.newBuilder()
                .setId("evt_1")
                .setType("a.b")
                .setWorkspaceId("ws")
                .setOccurredAt(Dispatch.START)
                .setData("{}")
                .build(),
            0,
            0L,
            dispatch.now(),
            "wh_b",
            null));
    assertThat(dispatch.deliveries()).isEmpty();
    assertThat(counts(tally("rpl_1"))).containsExactly(1L, 0L, 0L, 1L);
  }
}
