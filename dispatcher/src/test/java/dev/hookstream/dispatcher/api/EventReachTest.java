package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.dispatcher.api.port.EventView;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.topology.match.DeliveryId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventReachTest extends WebhookApi {
  private static final String EVENT =
      "{\"type\":\"chatbot.csat.received\",\"data\":{\"score\":2,\"language\":\"en\"}}";

  private String hook(String more) {
    return create(more).is(201).at("/id");
  }

  private static String outcome(Answer answer, String list, String webhook) {
    for (var row : answer.json().at(list)) {
      if (row.path("webhook_id").asText().equals(webhook)) {
        return row.path("outcome").asText()
            + " "
            + row.path("filter_pointer").asText().replace("null", "-");
      }
    }
    throw new AssertionError("nothing is said of " + webhook + " in " + answer.text());
  }

  @Test
  void aFilterIsKeptAndShownAsItWasWritten() {
    String filter = "{\"/cost_usd\": {\"gte\": 0.10000000000000000000000001}, \"/n\":1.0}";
    Answer made = create("\"filter\": " + filter).is(201);
    assertThat(only().getFilter()).isEqualTo(filter);
    assertThat(made.text()).contains("\"filter\":" + filter);
    String path = "/v1/webhooks/" + made.at("/id");
    assertThat(api.patch(path, key, "{\"description\":\"x\"}").is(200).text()).contains(filter);
    api.patch(path, key, "{\"filter\":{\"/n\":2}}").is(200);
    assertThat(only().getFilter()).isEqualTo("{\"/n\":2}");
    assertThat(api.patch(path, key, "{\"filter\":{\"n\":2}}").is(422).pointers())
        .containsExactly("/filter/n");
    assertThat(api.patch(path, key, "{\"filter\":null}").is(200).json().at("/filter").isNull())
        .isTrue();
    assertThat(only().getFilter()).isNull();
  }

  @Test
  void aDryRunSaysWhereAnEventWouldGoAndWhyNotElsewhere() {
    String all = hook("\"description\":\"all\"");
    String low = hook("\"filter\":{\"/score\":{\"lte\":2}}");
    String high = hook("\"filter\":{\"any\":[{\"/score\":{\"gt\":2}}]}");
    String other = hook("\"description\":\"other\"");
    api.patch("/v1/webhooks/" + other, key, "{\"events\":[\"voice.trained\"]}").is(200);
    String off = hook("\"description\":\"off\"");
    api.patch("/v1/webhooks/" + off, key, "{\"status\":\"disabled\"}").is(200);
    int changes = api.parts.changes.size();
    Answer answer = api.post("/v1/events/dry-run", key, EVENT).is(200);
    assertThat(answer.at("/matched")).isEqualTo("3");
    assertThat(outcome(answer, "/data", all)).isEqualTo("delivered -");
    assertThat(outcome(answer, "/data", low)).isEqualTo("delivered -");
    assertThat(outcome(answer, "/data", high)).isEqualTo("filtered /any/0/~1score/gt");
    assertThat(outcome(answer, "/data", other)).isEqualTo("other_type -");
    assertThat(outcome(answer, "/data", off)).isEqualTo("held -");
    assertThat(api.parts.published).isEmpty();
    assertThat(api.parts.changes).hasSize(changes);
  }

  @Test
  void aDryRunChecksTheEventAsPublishingDoesAndSeesNoOtherKeysWebhooks() {
    hook("\"description\":\"mine\"");
    api.post("/v1/webhooks", api.key("ws_1", "standard"), HOOK).is(201);
    api.post("/v1/webhooks", api.key("ws_2", "aresgen"), HOOK).is(201);
    assertThat(api.post("/v1/events/dry-run", key, EVENT).is(200).json().at("/data")).hasSize(1);
    String wrong = "{\"type\":\"chatbot.csat.received\",\"data\":{\"score\":{}}}";
    assertThat(api.post("/v1/events/dry-run", key, wrong).is(422).pointers())
        .containsExactly("/data/score");
    Answer operator =
        api.post("/v1/events/dry-run", ApiFixture.OPERATOR, EVENT, "X-Workspace-Id", "ws_1")
            .is(200);
    assertThat(operator.json().at("/data")).hasSize(2);
  }

  @Test
  void aDryRunAnswersForEveryWebhookHoweverMany() {
    for (int i = 0; i < 501; i++) {
      hook("\"description\":\"x\"");
    }
    assertThat(api.post("/v1/events/dry-run", key, EVENT).is(200).at("/matched")).isEqualTo("501");
  }

  private Event event() {
    return Event.newBuilder()
        .setId("evt_1")
        .setType("chatbot.csat.received")
        .setWorkspaceId("ws_1")
        .setOccurredAt(ApiFixture.NOW)
        .setData("{\"score\":2}")
        .setProduct("aresgen")
        .build();
  }

  @Test
  void anEventThatReachedThreeThousandWebhooksTellsAllInPagesAndWhyNotTheOthers() {
    long at = ApiFixture.NOW.toEpochMilli();
    api.parts.maxWebhooks = 10_000;
    String made = hook("\"description\":\"x\"");
    Endpoint one = only();
    api.parts.endpoints.clear();
    List<LogRow> rows = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      String id = "wh_%05d".formatted(i);
      Endpoint endpoint = Endpoint.newBuilder(one).setId(id).build();
      if (i % 4 == 3) {
        endpoint.setEvents(List.of("voice.trained"));
      } else {
        rows.add(Samples.row(Samples.ref("dlv_" + i, "ws_1", "aresgen", id)));
      }
      api.parts.endpoints.put(id, endpoint);
      expected.add(id + (i % 4 == 3 ? " other_type" : " dlv_" + i));
    }
    assertThat(made).startsWith("wh_");
    // One that is gone, and one of another contract's.
    rows.add(Samples.row(Samples.ref("dlv_gone", "ws_1", "aresgen", "wh_gone")));
    rows.add(Samples.row(Samples.ref("dlv_other", "ws_1", "arka", "wh_other")));
    expected.add("wh_gone dlv_gone");
    // One that matches, has none in the log and waits in its lane.
    Endpoint waits = Endpoint.newBuilder(one).setId("wh_waits").build();
    api.parts.endpoints.put("wh_waits", waits);
    String id = DeliveryId.of(DeliveryId.endpointPartOf("wh_waits"), "evt_1", 3, 42, null, at);
    api.parts.log.waiting.put(id, Samples.row(Samples.ref(id, "ws_1", "aresgen", "wh_waits")));
    expected.add("wh_waits " + id);
    api.parts.events.put("evt_1", new EventView(event(), 3, 42, at));
    api.parts.eventRows.put("evt_1", rows);

    List<String> told = new ArrayList<>();
    String cursor = "";
    int pages = 0;
    do {
      Answer answer = api.get("/v1/events/evt_1?limit=250" + cursor, key).is(200);
      answer
          .json()
          .at("/deliveries")
          .forEach(row -> told.add(row.at("/webhook_id").asText() + " " + row.at("/id").asText()));
      answer
          .json()
          .at("/not_delivered")
          .forEach(
              row -> told.add(row.at("/webhook_id").asText() + " " + row.at("/outcome").asText()));
      cursor =
          answer.json().at("/next_cursor").isNull() ? "" : "&cursor=" + answer.at("/next_cursor");
      pages++;
    } while (!cursor.isEmpty());
    assertThat(told).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(pages).isBetween(28, 31);
    for (String wrong : List.of("eA", "ZHg", "_")) {
      api.get("/v1/events/evt_1?cursor=" + wrong, key).is(400);
    }
  }

  @Test
  void anEventThatMatchedNothingSaysWhyForEachWebhook() {
    String filtered = hook("\"filter\":{\"/score\":5}");
    String reached = hook("\"description\":\"reached\"");
    Event event = event();
    long at = ApiFixture.NOW.toEpochMilli();
    var row = Samples.row(Samples.ref("dlv_1", "ws_1", "aresgen", reached));
    api.parts.events.put("evt_1", new EventView(event, 0, 7, at));
    api.parts.eventRows.put("evt_1", List.of(row));
    Answer answer = api.get("/v1/events/evt_1", key).is(200);
    assertThat(answer.json().at("/not_delivered")).hasSize(1);
    assertThat(outcome(answer, "/not_delivered", filtered)).isEqualTo("filtered /~1score");
    assertThat(answer.at("/not_delivered/0/reason"))
        .isEqualTo("the webhook's filter does not let it through: /score is 2, and 5 is wanted");
    api.parts.events.put("evt_1", new EventView(event, 0, 7, at - 1));
    api.parts.eventRows.clear();
    Answer earlier = api.get("/v1/events/evt_1", key).is(200);
    assertThat(outcome(earlier, "/not_delivered", reached)).isEqualTo("not_yet_there -");
  }
}
