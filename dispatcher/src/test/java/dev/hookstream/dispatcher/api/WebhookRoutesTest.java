package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.dispatcher.api.port.LaneView;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Ordering;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookRoutesTest extends WebhookApi {
  @Test
  void aListIsPagedAndPassesOverOtherContracts() {
    String other = api.key("ws_1", "standard");
    for (int i = 0; i < 5; i++) {
      put("wh_" + i + "a", "aresgen");
      put("wh_" + i + "b", "standard");
    }
    Answer first = api.get("/v1/webhooks?limit=3", key).is(200);
    assertThat(first.json().findValuesAsText("id")).containsExactly("wh_0a", "wh_1a", "wh_2a");
    Answer second = api.get("/v1/webhooks?limit=3&cursor=" + first.at("/next_cursor"), key).is(200);
    assertThat(second.json().findValuesAsText("id")).containsExactly("wh_3a", "wh_4a");
    assertThat(second.json().at("/next_cursor").isNull()).isTrue();
    assertThat(api.get("/v1/webhooks?limit=5", other).json().at("/next_cursor").isNull()).isTrue();
    assertThat(
            api.get("/v1/webhooks?limit=250", ApiFixture.OPERATOR, "X-Workspace-Id", "ws_1")
                .json()
                .at("/data"))
        .hasSize(10);
    api.get("/v1/webhooks/wh_0a", other).is(404);
  }

  private void put(String id, String contract) {
    api.parts.endpoints.put(
        id,
        Endpoint.newBuilder()
            .setId(id)
            .setWorkspaceId("ws_1")
            .setContract(contract)
            .setRevision(1)
            .setUrl("https://a.example")
            .setEvents(List.of("*"))
            .setSecrets(List.of())
            .setOrdering(Ordering.PARALLEL)
            .setCreatedAt(1)
            .setUpdatedAt(1)
            .build());
  }

  @Test
  void aDeletedWebhookIsGone() {
    String path = "/v1/webhooks/" + api.post("/v1/webhooks", key, HOOK).at("/id");
    api.send("DELETE", path, key, null).is(204);
    api.get(path, key).is(404);
    api.send("DELETE", path, key, null).is(404);
  }

  @Test
  void healthIsTheLanes() {
    String path = "/v1/webhooks/" + api.post("/v1/webhooks", key, HOOK).at("/id");
    api.parts.lane = new LaneView(3, 12, 1_700_000_000_000L, 64, 1, true, 1_700_000_060_000L);
    Answer read = api.get(path, key).is(200);
    assertThat(read.json().at("/health").toString())
        .isEqualTo(
            "{\"consecutive_failures\":3,\"success_rate_last_hour\":null,\"backlog\":12,"
                + "\"oldest_waiting_at\":\"2023-11-14T22:13:20Z\",\"window\":64,\"in_flight\":1,"
                + "\"circuit\":\"open\",\"next_probe_at\":\"2023-11-14T22:14:20Z\"}");
  }

  @Test
  void settingsThatAreNotReadyAre503WithRetryAfter() {
    api.parts.ready = false;
    Answer answer = api.get("/v1/webhooks/wh_1", key).is(503);
    assertThat(answer.response().headers().firstValue("Retry-After")).contains("1");
  }

  @Test
  void aTestSendsTheCataloguesExampleAndAnswersWhatTheReceiverSaid() {
    String path = "/v1/webhooks/" + api.post("/v1/webhooks", key, HOOK).at("/id") + "/test";
    Answer first = api.send("POST", path, key, null).is(200);
    assertThat(first.at("/status_code")).isEqualTo("200");
    assertThat(first.at("/response_time_ms")).isEqualTo("13");
    assertThat(first.at("/response_body")).isEqualTo("document.published");
    assertThat(first.at("/delivery_id")).isEqualTo("dlv_test");
    Answer named = api.post(path, key, "{\"type\":\"voice.trained\"}").is(200);
    assertThat(named.at("/response_body")).isEqualTo("voice.trained");
    assertThat(api.post(path, key, "{\"type\":\"voice.lost\"}").is(422).pointers())
        .containsExactly("/type");
  }

  @Test
  void everyContractHasATestOfItsOwn() {
    for (String contract : List.of("standard", "arka", "ainative", "hrizn", "aethenox")) {
      String its = api.key("ws_2", contract);
      String path = "/v1/webhooks/" + api.post("/v1/webhooks", its, HOOK).is(201).at("/id");
      Answer tested = api.send("POST", path + "/test", its, null).is(200);
      if (contract.equals("hrizn") || contract.equals("standard")) {
        assertThat(tested.at("/type")).isEqualTo("test.ping");
      }
    }
  }

  @Test
  void typesOfOurOwnAreTestedUnderEveryContractAndAsTheWebhooksOnlyOnes() {
    String body = HOOK.replace("\"*\"", "\"endpoint.disabled\"");
    for (String contract : List.of("standard", "aresgen")) {
      String its = api.key("ws_3", contract);
      String path = "/v1/webhooks/" + api.post("/v1/webhooks", its, body).is(201).at("/id");
      Answer own = api.send("POST", path + "/test", its, null).is(200);
      assertThat(own.at("/type")).isEqualTo("endpoint.disabled");
      assertThat(own.at("/event_id")).startsWith("alert_");
      Answer named = api.post(path + "/test", its, "{\"type\":\"event.rejected\"}").is(200);
      assertThat(named.at("/type")).isEqualTo("event.rejected");
    }
  }
}
