package dev.hookstream.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Delivery;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who counts is told of each decision once, under the contract that it was made by. */
class ObserverFlowTest {
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
  void a_chain_tells_of_each_retry_and_of_its_end() {
    dispatch.put(Dispatch.endpoint("wh_a", "arka"));
    dispatch.event("evt_1", "integration.connected", "{}");
    Delivery delivery = dispatch.deliveries().get(0);
    for (int retry = 0; retry < 3; retry++) {
      dispatch.answer(delivery, 500);
      dispatch.answer(delivery, 500);
      dispatch.letNextComeDue();
      delivery = dispatch.deliveries().get(0);
    }
    dispatch.answer(delivery, 500);
    assertThat(dispatch.counts.results)
        .containsExactly(
            "arka RETRY_SCHEDULED",
            "arka RETRY_SCHEDULED",
            "arka RETRY_SCHEDULED",
            "arka DEAD_LETTERED");
  }

  @Test
  void a_success_is_told_of_and_one_that_was_returned_too() {
    dispatch.put(Dispatch.endpoint("wh_a", "standard"));
    dispatch.event("evt_1", "any.type", "{}");
    dispatch.attempt(
        dispatch.result(dispatch.deliveries().get(0), AttemptResult.NOT_ATTEMPTED, null));
    dispatch.letNextComeDue();
    Delivery again = dispatch.deliveries().get(0);
    dispatch.answer(again, 200);
    dispatch.answer(again, 200);
    assertThat(dispatch.counts.results).containsExactly("standard returned", "standard delivered");
    assertThat(dispatch.counts.matched).isEqualTo(1);
  }

  @Test
  void a_dead_letters_alert_is_told_of() {
    dispatch.put(Dispatch.endpoint("wh_a", "ainative"));
    dispatch.event("evt_1", "memory.stored", "{}");
    dispatch.answer(dispatch.deliveries().get(0), 500);
    assertThat(dispatch.counts.alerts).hasSize(dispatch.alerts().size()).isNotEmpty();
  }
}
