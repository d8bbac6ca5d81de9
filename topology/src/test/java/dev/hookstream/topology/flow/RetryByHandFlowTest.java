package dev.hookstream.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Pending;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A retry by hand is the delivery's next round, at once; what an earlier round brings is late. */
class RetryByHandFlowTest {
  private Dispatch dispatch;

  @BeforeEach
  void start(@TempDir Path stateDir) {
    dispatch = new Dispatch(stateDir);
  }

  @AfterEach
  void stop() {
    dispatch.close();
  }

  @Test
  void a_retry_by_hand_takes_the_place_of_one_that_is_pending() {
    dispatch.put(Dispatch.endpoint("wh_a", "hrizn"));
    dispatch.event("evt_1", "ideacloud.failed", "{}");
    Delivery first = dispatch.deliveries().get(0);
    dispatch.answer(first, 500);
    Pending pending = dispatch.retries().get(0);
    dispatch.retry(first);
    Delivery byHand = dispatch.deliveries().get(0);
    assertThat(byHand.getRound()).isEqualTo(1);
    dispatch.advance(Duration.ofMinutes(2));
    dispatch.due(pending);
    assertThat(dispatch.deliveries()).as("the pending one").isEmpty();
    dispatch.answer(byHand, 500);
    assertThat(dispatch.retries())
        .extracting(Pending::getRound, Pending::getAttempt)
        .containsExactly(tuple(1, 2));
  }

  @Test
  void a_late_failure_of_an_earlier_round_does_not_count_and_a_late_success_does() {
    dispatch.put(Dispatch.endpoint("wh_a", "hrizn"));
    dispatch.event("evt_1", "ideacloud.failed", "{}");
    Delivery first = dispatch.deliveries().get(0);
    dispatch.retry(first);
    Delivery second = dispatch.deliveries().get(0);
    dispatch.answer(first, 500);
    assertThat(dispatch.retries()).isEmpty();
    dispatch.answer(first, 200);
    dispatch.answer(second, 500);
    assertThat(dispatch.retries()).as("it has been delivered").isEmpty();
  }

  @Test
  void a_delivery_that_had_arrived_at_once_can_be_had_again() {
    dispatch.put(Dispatch.endpoint("wh_a", "hrizn"));
    dispatch.event("evt_1", "ideacloud.failed", "{}");
    Delivery first = dispatch.deliveries().get(0);
    dispatch.answer(first, 200);
    dispatch.retry(first);
    assertThat(dispatch.deliveries()).extracting(Delivery::getRound).containsExactly(1);
  }

  @Test
  void a_retry_that_is_asked_for_twice_is_made_once() {
    dispatch.put(Dispatch.endpoint("wh_a", "hrizn"));
    dispatch.event("evt_1", "ideacloud.failed", "{}");
    Delivery first = dispatch.deliveries().get(0);
    dispatch.answer(first, 500);
    dispatch.retry(first);
    dispatch.retry(first);
    assertThat(dispatch.deliveries()).extracting(Delivery::getRound).containsExactly(1);
  }
}
