package dev.hookstream.topology.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.OutcomeKind;
import dev.hookstream.schemas.Pending;
import dev.hookstream.schemas.Replay;
import dev.hookstream.topology.settings.ChangeListener.Result;
import java.net.http.HttpHeaders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryFlowTest {
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
  void an_event_becomes_a_signed_request_whose_data_is_as_it_was_published() throws Exception {
    dispatch.put(Dispatch.endpoint("wh_a", "standard"));
    String data = "{\"b\": 0.0382, \"a\":12345678901234567890,\"s\":\"Z\\u00fcrich é\"}";
    dispatch.event("evt_1", "order.paid", data);

    Delivery delivery = dispatch.deliveries().get(0);
    String body = Sent.text(delivery.getBody());
    assertThat(body).contains("\"data\":" + data);
    assertThat(delivery.getUrl()).isEqualTo("https://example.test/wh_a");
    assertThat(delivery.getSignedAt()).isEqualTo(dispatch.now());
    Map<String, List<String>> headers = new HashMap<>();
    Sent.headers(delivery).forEach((name, value) -> headers.put(name, List.of(value)));
    // The library checks the time against today; the signature itself is what is shown here.
    assertThat(
            new Webhook("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .sign("evt_1", dispatch.now() / 1000, body))
        .isEqualTo(Sent.headers(delivery).get("webhook-signature"));
    assertThat(HttpHeaders.of(headers, (n, v) -> true).firstValue("webhook-id")).hasValue("evt_1");
    assertThat(Sent.headers(delivery))
        .containsEntry("webhook-delivery-id", delivery.getRef().getDeliveryId())
        .containsEntry("webhook-attempt", "1");
  }

  @Test
  void after_a_change_is_applied_the_next_event_meets_it() {
    assertThat(dispatch.put(Dispatch.endpoint("wh_a", "standard"), 0L, false))
        .isInstanceOf(Result.Applied.class);
    dispatch.event("evt_1", "a", "{}");
    assertThat(dispatch.deliveries()).hasSize(1);

    assertThat(dispatch.put(Dispatch.endpoint("wh_a", "standard"), 0L, false))
        .isEqualTo(new Result.Conflict(1));
    Endpoint narrowed = Dispatch.endpoint("wh_a", "standard");
    narrowed.setEvents(List.of("b.*"));
    dispatch.put(narrowed, 1L, false);
    dispatch.event("evt_2", "a", "{}");
    dispatch.event("evt_3", "b.c.d", "{}");
    assertThat(dispatch.deliveries())
        .extracting(d -> d.getRef().getEventId())
        .containsExactly("evt_3");

    dispatch.delete("wh_a");
    dispatch.event("evt_4", "b.c", "{}");
    assertThat(dispatch.deliveries()).isEmpty();
  }

  @Test
  void another_workspaces_events_reach_nobody_here() {
    dispatch.put(Dispatch.endpoint("wh_a", "standard"));
    dispatch.raw(
        "other",
        "{\"id\":\"e\",\"type\":\"a\",\"workspace_id\":\"other\",\"data\":{}}".getBytes(UTF_8));
    assertThat(dispatch.deliveries()).isEmpty();
  }

  @Test
  void no_wildcard_reaches_a_type_that_must_be_named() {
    dispatch.put(Dispatch.endpoint("wh_all", "hrizn"));
    Endpoint named = Dispatch.endpoint("wh_named", "hrizn");
    named.setEvents(List.of("content.progress"));
    dispatch.put(named);
    dispatch.event("evt_1", "content.progress", "{\"article_id\":\"a\"}");
    assertThat(dispatch.deliveries())
        .extracting(d -> d.getRef().getEndpointId())
        .containsExactly("wh_named");
  }

  @Test
  void what_exceeds_the_window_waits_in_order_and_leaves_as_room_comes() {
    Endpoint narrow = Dispatch.endpoint("wh_a", "standard");
    narrow.setMaxInFlight(2);
    dispatch.put(narrow);
    for (int i = 0; i < 10; i++) {
      dispatch.event("evt_" + i, "a", "{\"n\":" + i + "}");
    }
    List<Delivery> out = dispatch.deliveries();
    assertThat(out).extracting(d -> d.getRef().getEventId()).containsExactly("evt_0", "evt_1");
    assertThat(dispatch.lanes.find("ws", "wh_a").orElseThrow().backlog()).isEqualTo(8);
    for (int i = 2; i < 10; i++) {
      dispatch.answer(out.get(0), 200);
      out = new java.util.ArrayList<>(out.subList(1, out.size()));
      out.addAll(dispatch.deliveries());
      assertThat(out).hasSize(2);
      assertThat(out.get(1).getRef().getEventId()).isEqualTo("evt_" + i);
      assertThat(Sent.text(out.get(1).getBody())).contains("\"n\":" + i);
    }
    assertThat(dispatch.lanes.find("ws", "wh_a").orElseThrow().backlog()).isZero();
    assertStoreEmpty("backlog");
  }

  @Test
  void lanes_that_wait_with_one_event_share_its_body_and_leave_nothing_behind() {
    for (int i = 0; i < 5; i++) {
      Endpoint narrow = Dispatch.endpoint("wh_" + i, i == 4 ? "arka" : "standard");
      narrow.setMaxInFlight(1);
      if (i == 4) {
        narrow.setEvents(List.of("usage.threshold.reached"));
      }
      dispatch.put(narrow);
    }
    dispatch.event("evt_1", "usage.threshold.reached", "{\"threshold\":80}");
    dispatch.event("evt_2", "usage.threshold.reached", "{\"threshold\":90}");
    List<Delivery> first = dispatch.deliveries();
    assertThat(first).hasSize(5);
    first.forEach(delivery -> dispatch.answer(delivery, 204));
    List<Delivery> second = dispatch.deliveries();
    assertThat(second)
        .hasSize(5)
        .allSatisfy(d -> assertThat(Sent.text(d.getBody())).contains("90"));
    assertThat(second.stream().map(d -> Sent.text(d.getBody())).distinct()).hasSize(2);
    for (String store : List.of("backlog", "bodies", "body-counts")) {
      assertStoreEmpty(store);
    }
  }

  @Test
  void a_task_that_has_enough_out_serves_the_waiting_lanes_in_turn(@TempDir Path other) {
    try (Dispatch bounded = new Dispatch(other, 1, 2)) {
      for (String id : List.of("wh_a", "wh_b", "wh_c")) {
        bounded.put(Dispatch.endpoint(id, "standard"));
      }
      for (int i = 0; i < 4; i++) {
        bounded.event("evt_" + i, "a", "{}");
      }
      Set<String> seen = new HashSet<>();
      List<Delivery> out = bounded.deliveries();
      int rounds = 0;
      while (!out.isEmpty()) {
        assertThat(out.size()).isLessThanOrEqualTo(2);
        out.forEach(d -> assertThat(seen.add(d.getRef().getDeliveryId())).isTrue());
        out.forEach(d -> bounded.answer(d, 200));
        out = bounded.deliveries();
        rounds++;
      }
      assertThat(seen).hasSize(12);
      assertThat(rounds).isGreaterThanOrEqualTo(6);
    }
  }

  @Test
  void a_replay_delivers_again_under_its_own_id_to_the_endpoint_that_was_asked_for() {
    dispatch.put(Dispatch.endpoint("wh_a", "standard"));
    dispatch.put(Dispatch.endpoint("wh_b", "standard"));
    dispatch.event("evt_1", "a", "{\"n\":1}");
    Map<String, Delivery> first = new HashMap<>();
    dispatch.deliveries().forEach(d -> first.put(d.getRef().getEndpointId(), d));
    Event event = new Event("evt_1", "a", "ws", Dispatch.START, "{\"n\":1}", null);
    dispatch.replay(new Replay("rpl_1", event, 0, 0L, dispatch.now(), "wh_b", null));
    Delivery again = dispatch.deliveries().get(0);
    assertThat(again.getRef().getEndpointId()).isEqualTo("wh_b");
    assertThat(again.getDeliveryClass()).isEqualTo(DeliveryClass.REPLAY);
    assertThat(again.getBody()).isEqualTo(first.get("wh_b").getBody());
    assertThat(again.getRef().getDeliveryId())
        .isNotEqualTo(first.get("wh_b").getRef().getDeliveryId());
    assertThat(Sent.headers(again))
        .containsEntry("webhook-replay-id", "rpl_1")
        .containsEntry("webhook-id", "evt_1");
  }

  @Test
  void a_retry_uses_todays_settings_and_is_signed_anew() {
    dispatch.put(Dispatch.endpoint("wh_a", "aresgen"));
    dispatch.event("evt_1", "voice.trained", "{\"voice_id\":\"v\"}");
    Delivery first = dispatch.deliveries().get(0);
    dispatch.answer(first, 503);
    Endpoint moved = Dispatch.endpoint("wh_a", "aresgen");
    moved.setUrl("https://example.test/elsewhere");
    moved.setTimeoutMs(1234);
    dispatch.put(moved);
    Pending pending = dispatch.letNextComeDue();
    Delivery second = dispatch.deliveries().get(0);
    assertThat(second.getAttempt()).isEqualTo(2);
    assertThat(second.getUrl()).isEqualTo("https://example.test/elsewhere");
    assertThat(second.getTimeoutMs()).isEqualTo(1234);
    assertThat(second.getSignedAt()).isEqualTo(pending.getDueAt());
    assertThat(second.getBody()).isEqualTo(first.getBody());
    assertThat(Sent.headers(second).get("Aresgen-Signature"))
        .isNotEqualTo(Sent.headers(first).get("Aresgen-Signature"));
    assertThat(second.getRef()).isEqualTo(first.getRef());
  }

  @Test
  void a_deleted_endpoint_takes_its_backlog_with_it_and_the_log_can_say_so() {
    Endpoint narrow = Dispatch.endpoint("wh_a", "standard");
    narrow.setMaxInFlight(1);
    dispatch.put(narrow);
    for (int i = 0; i < 2_500; i++) {
      dispatch.event("evt_" + i, "a", "{}");
    }
    Delivery out = dispatch.deliveries().get(0);
    dispatch.delete("wh_a");
    for (int tick = 0; tick < 5; tick++) {
      dispatch.advance(Duration.ofSeconds(1));
    }
    assertThat(dispatch.outcomes())
        .hasSize(2_499)
        .allMatch(o -> o.getKind() == OutcomeKind.DISCARDED);
    dispatch.answer(out, 500);
    assertThat(dispatch.outcomes())
        .extracting(o -> o.getKind())
        .containsExactly(OutcomeKind.DISCARDED);
    assertThat(dispatch.retries()).isEmpty();
    assertStoreEmpty("backlog");
    assertStoreEmpty("chains");
  }

  @Test
  void an_endpoint_whose_secret_cannot_be_opened_is_held_and_nobody_else() {
    Endpoint foreign = Dispatch.endpoint("wh_a", "standard");
    foreign.setSecrets(Dispatch.endpoint("wh_other", "standard").getSecrets());
    dispatch.put(foreign);
    dispatch.put(Dispatch.endpoint("wh_b", "standard"));
    for (int i = 0; i < 3; i++) {
      dispatch.event("evt_" + i, "a", "{}");
    }
    assertThat(dispatch.deliveries())
        .hasSize(3)
        .allMatch(d -> d.getRef().getEndpointId().equals("wh_b"));
    dispatch.put(Dispatch.endpoint("wh_a", "standard"));
    assertThat(dispatch.deliveries())
        .hasSize(3)
        .allMatch(d -> d.getRef().getEndpointId().equals("wh_a"));
  }

  @Test
  void a_lease_that_ends_frees_its_place() {
    Endpoint narrow = Dispatch.endpoint("wh_a", "standard");
    narrow.setMaxInFlight(1);
    dispatch.put(narrow);
    dispatch.event("evt_1", "a", "{}");
    dispatch.event("evt_2", "a", "{}");
    Delivery lost = dispatch.deliveries().get(0);
    dispatch.advance(Duration.ofMillis(lost.getTimeoutMs()).plusMinutes(3).minusSeconds(2));
    assertThat(dispatch.deliveries()).isEmpty();
    dispatch.advance(Duration.ofSeconds(4));
    assertThat(dispatch.deliveries())
        .extracting(d -> d.getRef().getEventId())
        .containsExactly("evt_2");
    // Late, and outside the set: its full effect on the delivery, none on the window.
    dispatch.attempt(dispatch.result(lost, AttemptResult.FAILED, 500));
    assertThat(dispatch.retries()).hasSize(1);
    assertThat(dispatch.lanes.find("ws", "wh_a").orElseThrow().out()).isEqualTo(1);
  }

  private void assertStoreEmpty(String store) {
    try (var all = dispatch.driver().getKeyValueStore(store).all()) {
      assertThat(all.hasNext()).as(store).isFalse();
    }
  }
}
