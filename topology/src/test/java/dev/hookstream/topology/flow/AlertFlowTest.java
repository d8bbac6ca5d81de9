package dev.hookstream.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.PutAlertSettings;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.Workspace;
import dev.hookstream.topology.contract.OperationalCatalogue;
import dev.hookstream.topology.contract.OperationalTypes;
import dev.hookstream.topology.settings.ChangeListener.Result;
import dev.hookstream.topology.settings.SettingsKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told what has become of an endpoint, by webhook; and what nobody is told of. */
class AlertFlowTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Dispatch dispatch;
  private int events;

  @BeforeEach
  void start(@TempDir Path stateDir) {
    dispatch = new Dispatch(stateDir);
  }

  @AfterEach
  void stop() {
    dispatch.close();
  }

  private static Endpoint listener(String id, String contract, String... types) {
    Endpoint listener = Dispatch.endpoint(id, contract);
    listener.setEvents(List.of(types));
    return listener;
  }

  /** Events of a type that hrizn knows, each its own. */
  private List<Delivery> send(int count) {
    for (int i = 0; i < count; i++) {
      dispatch.event("evt_" + events++, "ideacloud.failed", "{}");
    }
    return dispatch.deliveries();
  }

  /** What was put among the events; it comes in by itself. */
  /** What was told to webhooks, each as the catalogue describes it. */
  private List<Event> told() {
    List<Event> told = dispatch.read(Topic.EVENTS, Event.class);
    assertThat(told).allSatisfy(AlertFlowTest::isAsDescribed);
    return told;
  }

  private static void isAsDescribed(Event event) throws IOException {
    JsonNode schema = OperationalCatalogue.find(event.getType()).orElseThrow().schema();
    JsonNode data = new ObjectMapper().readTree(event.getData());
    assertThat(names(schema.path("properties"))).containsAll(names(data));
    schema.path("required").forEach(name -> assertThat(data.has(name.asText())).isTrue());
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private List<AlertKind> kinds() {
    return dispatch.alerts().stream().map(Alert::getKind).toList();
  }

  @Test
  void a_disabled_endpoint_is_told_once_to_webhooks_that_name_it_and_to_no_wildcard()
      throws IOException {
    dispatch.put(listener("wh_a", "hrizn", "ideacloud.*"));
    dispatch.put(listener("wh_all", "aresgen", "*"));
    dispatch.put(listener("wh_wild", "standard", "endpoint.*"));
    dispatch.put(listener("wh_ops", "aresgen", "endpoint.disabled", "endpoint.recovered"));
    send(10).stream()
        .filter(d -> d.getRef().getEndpointId().equals("wh_a"))
        .forEach(delivery -> dispatch.answer(delivery, 500));
    List<Event> told = told();
    assertThat(told).extracting(Event::getType).containsExactly("endpoint.disabled");
    JsonNode data = JSON.readTree(told.get(0).getData());
    assertThat(data.path("webhook_id").asText()).isEqualTo("wh_a");
    assertThat(data.path("reason").asText()).isEqualTo("10 failed attempts in a row");
    List<Delivery> out = dispatch.deliveries();
    assertThat(out).extracting(d -> d.getRef().getEndpointId()).containsExactly("wh_ops");
    assertThat(out.get(0).getHeaders()).anyMatch(h -> h.getName().equals("Aresgen-Signature"));
    assertThat(kinds()).containsExactly(AlertKind.ENDPOINT_DISABLED);
  }

  @Test
  void recovery_after_a_disabling_is_told_once_when_it_answers_again() {
    dispatch.put(listener("wh_a", "hrizn", "ideacloud.*"));
    dispatch.put(listener("wh_ops", "standard", "endpoint.recovered"));
    List<Delivery> out = send(12);
    out.subList(0, 10).forEach(delivery -> dispatch.answer(delivery, 500));
    dispatch.answer(out.get(10), 200); // was under way, and does not mean that it is well
    assertThat(kinds()).containsExactly(AlertKind.ENDPOINT_DISABLED);
    dispatch.put(listener("wh_a", "hrizn", "ideacloud.*"));
    assertThat(told()).isEmpty();
    send(2).forEach(delivery -> dispatch.answer(delivery, 200));
    assertThat(told()).extracting(Event::getType).containsExactly("endpoint.recovered");
    assertThat(kinds()).containsExactly(AlertKind.ENDPOINT_RECOVERED);
  }

  @Test
  void who_pauses_an_endpoint_that_was_well_hears_of_no_recovery() {
    dispatch.put(listener("wh_a", "hrizn", "ideacloud.*"));
    dispatch.answer(send(1).get(0), 500);
    Endpoint paused = listener("wh_a", "hrizn", "ideacloud.*");
    paused.setStatus(EndpointStatus.DISABLED);
    dispatch.put(paused);
    dispatch.put(listener("wh_a", "hrizn", "ideacloud.*"));
    dispatch.answer(send(1).get(0), 200);
    assertThat(kinds()).isEmpty();
  }

  @Test
  void failing_is_told_once_when_everything_has_failed_for_long_enough() {
    dispatch.put(listener("wh_a", "standard", "*"));
    dispatch.put(listener("wh_ops", "standard", "endpoint.failing"));
    List<Delivery> out = send(30);
    out.subList(0, 25).forEach(delivery -> dispatch.answer(delivery, 500));
    assertThat(kinds()).isEmpty();
    long since = dispatch.now();
    dispatch.advance(Duration.ofSeconds(11));
    out.subList(25, 30).forEach(delivery -> dispatch.answer(delivery, 500));
    List<Alert> alerts = dispatch.alerts();
    assertThat(alerts).extracting(Alert::getKind).containsExactly(AlertKind.ENDPOINT_FAILING);
    assertThat(alerts.get(0).getSince()).isEqualTo(since);
    assertThat(told()).extracting(Event::getType).containsExactly("endpoint.failing");
  }

  @Test
  void dead_letters_are_told_to_webhooks_each_and_are_news_once() {
    dispatch.put(listener("wh_a", "ainative", "*"));
    dispatch.put(listener("wh_ops", "standard", "delivery.exhausted"));
    for (int i = 0; i < 3; i++) {
      dispatch.event("evt_x" + i, "memory.stored", "{}");
    }
    dispatch.deliveries().forEach(delivery -> dispatch.answer(delivery, 500));
    List<Alert> alerts = dispatch.alerts();
    assertThat(alerts).hasSize(3).allMatch(a -> a.getKind() == AlertKind.DELIVERY_EXHAUSTED);
    assertThat(alerts).extracting(Alert::getNews).containsExactly(true, false, false);
    assertThat(told()).hasSize(3).extracting(Event::getId).doesNotHaveDuplicates();
    assertThat(dispatch.deliveries()).hasSize(3);
  }

  @Test
  void dead_letters_between_successes_are_news_every_six_hours_and_no_more_often() {
    dispatch.put(listener("wh_a", "ainative", "*"));
    assertThat(List.of(deadLetterAndSuccess(0), deadLetterAndSuccess(1), deadLetterAndSuccess(2)))
        .containsExactly(true, false, false);
    dispatch.advance(Duration.ofHours(6));
    assertThat(List.of(deadLetterAndSuccess(3), deadLetterAndSuccess(4)))
        .containsExactly(true, false);
  }

  /** Whether the dead letter was news. */
  private boolean deadLetterAndSuccess(int number) {
    dispatch.event("evt_bad" + number, "memory.stored", "{}");
    dispatch.answer(dispatch.deliveries().get(0), 500);
    dispatch.event("evt_good" + number, "memory.stored", "{}");
    dispatch.answer(dispatch.deliveries().get(0), 200);
    List<Alert> alerts = dispatch.alerts();
    assertThat(alerts).extracting(Alert::getKind).containsExactly(AlertKind.DELIVERY_EXHAUSTED);
    return alerts.get(0).getNews();
  }

  @Test
  void what_becomes_of_an_operational_webhook_is_never_told() {
    Endpoint ops = listener("wh_ops", "ainative", OperationalTypes.all().toArray(String[]::new));
    dispatch.put(ops);
    dispatch.put(listener("wh_a", "ainative", "*"));
    for (int i = 0; i < 30; i++) {
      dispatch.event("evt_x" + i, "memory.stored", "{}");
    }
    dispatch.deliveries().forEach(delivery -> dispatch.answer(delivery, 500));
    assertThat(told()).hasSize(30);
    dispatch.alerts();
    List<Delivery> aboutA = dispatch.deliveries();
    assertThat(aboutA).hasSize(30).allMatch(d -> d.getRef().getEndpointId().equals("wh_ops"));
    dispatch.advance(Duration.ofSeconds(11));
    aboutA.subList(0, 29).forEach(delivery -> dispatch.answer(delivery, 500));
    assertThat(dispatch.deadLetters()).hasSize(59);
    assertThat(kinds()).isEmpty();
    assertThat(told()).isEmpty();
    // It is disabled all the same, and its owner hears of that, by mail and not by webhook.
    dispatch.answer(aboutA.get(29), 410);
    assertThat(kinds()).containsExactly(AlertKind.ENDPOINT_DISABLED);
    assertThat(told()).isEmpty();
  }

  @Test
  void nobody_else_can_send_an_event_of_such_a_type() {
    dispatch.put(listener("wh_ops", "standard", "endpoint.disabled", "event.rejected"));
    dispatch.event("evt_forged", "endpoint.disabled", "{\"webhook_id\":\"wh_a\"}");
    assertThat(dispatch.deliveries())
        .extracting(d -> d.getRef().getEventType())
        .containsExactly("event.rejected");
    assertThat(dispatch.rejected()).hasSize(1);
    assertThat(told()).extracting(Event::getType).containsExactly("event.rejected");
  }

  @Test
  void a_workspace_is_told_of_its_rejected_events_once_a_minute_without_their_data() {
    dispatch.put(listener("wh_a", "aresgen", "*"));
    dispatch.put(listener("wh_ops", "aresgen", "event.rejected"));
    String bad = "{\"score\":\"s3cret\"}";
    dispatch.event("evt_1", "chatbot.csat.received", bad);
    dispatch.event("evt_2", "chatbot.csat.received", bad);
    List<Alert> alerts = dispatch.alerts();
    assertThat(alerts).extracting(Alert::getWorkspaceId).containsExactlyInAnyOrder("", "ws");
    List<Event> told = told();
    assertThat(told).hasSize(1);
    assertThat(told.get(0).getData())
        .contains("\"pointer\":\"/data/score\"")
        .doesNotContain("s3cret");
    assertThat(dispatch.deliveries()).hasSize(1);
    dispatch.advance(Duration.ofMinutes(1));
    dispatch.event("evt_3", "chatbot.csat.received", bad);
    assertThat(dispatch.alerts())
        .filteredOn(a -> a.getWorkspaceId().equals("ws"))
        .extracting(Alert::getNews)
        .containsExactly(false);
  }

  @Test
  void settings_of_alerts_are_kept_beside_what_else_is_known_of_a_workspace() {
    dispatch.change("ws", new dev.hookstream.schemas.UseContract("hrizn"));
    AlertSettings settings = new AlertSettings(List.of("a@example.test"), null, 10);
    assertThat(dispatch.change("ws", new PutAlertSettings(settings)))
        .isInstanceOf(Result.Applied.class);
    dispatch.change("ws", new dev.hookstream.schemas.UseContract("arka"));
    Workspace known =
        Objects.requireNonNull(
            (Workspace) dispatch.driver().getKeyValueStore(SettingsKeys.WORKSPACES).get("ws"));
    assertThat(known.getContracts()).containsExactlyInAnyOrder("hrizn", "arka");
    assertThat(known.getAlerts()).isEqualTo(settings);
    assertThat(dispatch.read(Topic.AUDIT, dev.hookstream.schemas.AuditEntry.class))
        .extracting(entry -> entry.getAction())
        .contains("alerts.changed");
  }
}
