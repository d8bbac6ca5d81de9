package dev.hookstream.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.OutcomeKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When an endpoint is disabled, and what becomes of what comes then. */
class DisablingFlowTest {
  private Dispatch dispatch;

  @BeforeEach
  void start(@TempDir Path stateDir) {
    dispatch = new Dispatch(stateDir);
  }

  @AfterEach
  void stop() {
    dispatch.close();
  }

  private Delivery first(String contract, String type) {
    dispatch.put(Dispatch.endpoint("wh_a", contract));
    dispatch.event("evt_1", type, "{}");
    return dispatch.deliveries().get(0);
  }

  @Test
  void ten_failures_over_several_events_disable_by_hrizns_rule_and_what_comes_is_held() {
    dispatch.put(Dispatch.endpoint("wh_a", "hrizn"));
    for (int i = 0; i < 10; i++) {
      dispatch.event("evt_" + i, "ideacloud.failed", "{}");
    }
    List<Delivery> out = dispatch.deliveries();
    out.forEach(delivery -> dispatch.answer(delivery, 404));
    assertThat(dispatch.alerts())
        .extracting(a -> a.getKind())
        .contains(AlertKind.ENDPOINT_DISABLED);

    dispatch.event("evt_held", "ideacloud.failed", "{}");
    dispatch.letNextComeDue();
    assertThat(dispatch.deliveries()).isEmpty();
    Endpoint enabled = Dispatch.endpoint("wh_a", "hrizn");
    dispatch.put(enabled);
    assertThat(dispatch.deliveries())
        .extracting(d -> d.getRef().getEventId())
        .hasSize(2)
        .contains("evt_held");
  }

  @Test
  void ten_failures_of_one_event_disable_nothing() {
    Endpoint patient = Dispatch.endpoint("wh_a", "hrizn");
    patient.setRetry("standard");
    dispatch.put(patient);
    dispatch.event("evt_1", "ideacloud.failed", "{}");
    Delivery delivery = dispatch.deliveries().get(0);
    for (int i = 0; i < 9; i++) {
      dispatch.answer(delivery, 500);
      dispatch.letNextComeDue();
      delivery = dispatch.deliveries().get(0);
    }
    dispatch.answer(delivery, 500);
    assertThat(dispatch.alerts()).noneMatch(a -> a.getKind() == AlertKind.ENDPOINT_DISABLED);
  }

  @Test
  void gone_disables_at_once_and_discarding_on_enabling_throws_away_what_was_held() {
    Delivery delivery = first("standard", "any.type");
    dispatch.answer(delivery, 410);
    assertThat(dispatch.alerts())
        .extracting(a -> a.getKind())
        .containsExactly(AlertKind.ENDPOINT_DISABLED);
    dispatch.event("evt_2", "a", "{}");
    dispatch.event("evt_3", "a", "{}");
    assertThat(dispatch.deliveries()).isEmpty();
    dispatch.outcomes();
    dispatch.put(Dispatch.endpoint("wh_a", "standard"), null, true);
    assertThat(dispatch.outcomes())
        .extracting(o -> o.getRef().getEventId(), o -> o.getKind())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("evt_2", OutcomeKind.DISCARDED),
            org.assertj.core.groups.Tuple.tuple("evt_3", OutcomeKind.DISCARDED));
    dispatch.event("evt_4", "a", "{}");
    assertThat(dispatch.deliveries())
        .extracting(d -> d.getRef().getEventId())
        .containsExactly("evt_4");
  }

  @Test
  void an_owner_who_pauses_loses_nothing() {
    dispatch.put(Dispatch.endpoint("wh_a", "standard"));
    Endpoint paused = Dispatch.endpoint("wh_a", "standard");
    paused.setStatus(EndpointStatus.DISABLED);
    dispatch.put(paused);
    dispatch.event("evt_1", "a", "{}");
    assertThat(dispatch.deliveries()).isEmpty();
    dispatch.put(Dispatch.endpoint("wh_a", "standard"));
    assertThat(dispatch.deliveries())
        .extracting(d -> d.getRef().getEventId())
        .containsExactly("evt_1");
  }
}
