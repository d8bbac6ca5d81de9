package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients of two products, who change the base URL and the key and nothing else. */
class DialectTest {
  private static final String HRIZN = "/v1/public/webhooks";
  private static final String AINATIVE = "/api/v1/webhooks";
  private static final String HOOK =
      "{\"url\":\"https://example.com/h\",\"events\":[\"content.completed\"]}";
  private static final String REGISTER =
      "{\"url\":\"https://example.com/h\",\"events\":[\"vectors.indexed\",\"memory.stored\"]%s}";

  private final ApiFixture api = new ApiFixture();
  private final String hrizn = api.key("ws_1", "hrizn");
  private final String ainative = api.key("ws_1", "ainative");

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void hriznsClientManagesItsWebhooks() {
    // That product's key comes in X-API-Key.
    Answer made =
        api.post(HRIZN, null, HOOK, "X-API-Key", hrizn, "Content-Type", "application/json").is(201);
    String id = made.at("/id");
    assertThat(made.at("/secret")).isNotBlank();
    assertThat(made.at("/contract")).isEqualTo("hrizn");
    Answer list = api.get(HRIZN, hrizn).is(200);
    assertThat(list.json().at("/data")).hasSize(1);
    assertThat(list.text()).doesNotContain(made.at("/secret"));
    assertThat(api.patch(HRIZN + "/" + id, hrizn, "{\"status\":\"disabled\"}").at("/status"))
        .isEqualTo("disabled");
    assertThat(api.patch(HRIZN + "/" + id, hrizn, "{\"status\":\"enabled\"}").at("/status"))
        .isEqualTo("enabled");
    Answer test = api.post(HRIZN + "/" + id + "/test", hrizn, "{\"any\":1}").is(200);
    assertThat(test.at("/type")).isEqualTo("test.ping");
    assertThat(test.at("/status_code")).isEqualTo("200");
    api.send("POST", HRIZN + "/" + id + "/test", hrizn, null).is(200);
    api.parts.log.page =
        new Page<>(List.of(Samples.row(Samples.ref("dlv_1", "ws_1", "hrizn", id))), null);
    assertThat(api.get(HRIZN + "/" + id + "/deliveries?status=retrying", hrizn).at("/data/0/id"))
        .isEqualTo("dlv_1");
    api.send("DELETE", HRIZN + "/" + id, hrizn, null).is(204);
    api.send("DELETE", HRIZN + "/" + id, hrizn, null).is(404);
  }

  @Test
  void hriznsRefusalsAreOurs() {
    assertThat(api.post(HRIZN, hrizn, "{\"events\":[\"*\"]}").is(422).pointers())
        .containsExactly("/url");
    assertThat(
            api.post(HRIZN, hrizn, HOOK.replace("content.completed", "no.such")).is(422).pointers())
        .containsExactly("/events/0");
    assertThat(api.post(HRIZN, hrizn, HOOK.replace("example", "evil")).is(422).pointers())
        .containsExactly("/url");
    api.post(HRIZN, hrizn, "{").is(400);
    api.get(HRIZN + "/wh_none/deliveries", hrizn).is(404);
    api.patch(HRIZN + "/wh_none", hrizn, "{}").is(404);
    api.post(HRIZN + "/wh_none/test", hrizn, "{}").is(404);
  }

  @Test
  void ainativesClientRegistersListsAndDeletes() {
    Answer made =
        api.post(AINATIVE + "/register", ainative, REGISTER.formatted(",\"secret\":\"12345678\""))
            .is(201);
    assertThat(fields(made.json())).containsExactly("webhook_id", "url", "events", "created_at");
    assertThat(made.json().at("/events").toString())
        .isEqualTo("[\"memory.stored\",\"vectors.indexed\"]");
    assertThat(made.at("/created_at")).isEqualTo("2026-05-11T08:14:22.184Z");
    String id = made.at("/webhook_id");
    assertThat(api.parts.endpoints.get(id).getSecrets()).hasSize(1);
    api.post(AINATIVE + "/register", ainative, REGISTER.formatted("")).is(201);
    Endpoint off =
        Endpoint.newBuilder(api.parts.endpoints.get(id))
            .setStatus(EndpointStatus.DISABLED)
            .setDisabledReason("by hand")
            .build();
    api.parts.endpoints.put(id, off);
    for (String path : List.of(AINATIVE, AINATIVE + "/")) {
      Answer list = api.get(path, ainative).is(200);
      assertThat(fields(list.json())).containsExactly("webhooks", "count");
      assertThat(list.at("/count")).isEqualTo("2");
      assertThat(list.text()).doesNotContain("12345678");
      for (JsonNode hook : list.json().at("/webhooks")) {
        assertThat(fields(hook))
            .containsExactly("webhook_id", "url", "events", "created_at", "is_active");
        assertThat(hook.path("is_active").asBoolean())
            .isEqualTo(!hook.path("webhook_id").asText().equals(id));
      }
    }
    Answer gone = api.send("DELETE", AINATIVE + "/" + id, ainative, null).is(200);
    assertThat(gone.json().toString())
        .isEqualTo("{\"webhook_id\":\"" + id + "\",\"status\":\"deleted\"}");
    api.send("DELETE", AINATIVE + "/" + id, ainative, null).is(404);
    assertThat(api.get(AINATIVE, ainative).at("/count")).isEqualTo("1");
  }

  @Test
  void ainativesListHasNoPages() {
    for (int i = 0; i < 251; i++) {
      Endpoint any =
          Endpoint.newBuilder()
              .setId("wh_%04d".formatted(i))
              .setWorkspaceId("ws_1")
              .setContract(i == 7 ? "hrizn" : "ainative")
              .setRevision(1)
              .setUrl("https://example.com/h")
              .setEvents(List.of("memory.stored"))
              .setSecrets(List.of())
              .setHeaders(List.of())
              .setMetadata(java.util.Map.of())
              .setOrdering(dev.hookstream.schemas.Ordering.PARALLEL)
              .setCreatedAt(1)
              .setUpdatedAt(1)
              .build();
      api.parts.endpoints.put(any.getId(), any);
      api.parts.endpoints.put(
          "wx_" + i, Endpoint.newBuilder(any).setId("wx_" + i).setWorkspaceId("ws_2").build());
    }
    assertThat(api.get(AINATIVE, ainative).is(200).at("/count")).isEqualTo("250");
  }

  @Test
  void ainativesRefusals() {
    String register = AINATIVE + "/register";
    assertThat(
            api.post(register, ainative, REGISTER.formatted("").replace("https", "http"))
                .is(422)
                .pointers())
        .containsExactly("/url");
    assertThat(
            api.post(register, ainative, REGISTER.formatted("").replace("vectors.indexed", "*.x"))
                .is(422)
                .pointers())
        .contains("/events/0");
    for (String secret : List.of("1234567", "x".repeat(257))) {
      assertThat(
              api.post(register, ainative, REGISTER.formatted(",\"secret\":\"" + secret + "\""))
                  .is(422)
                  .pointers())
          .containsExactly("/secret");
    }
    assertThat(
            api.post(register, ainative, REGISTER.formatted(",\"ordering\":\"strict\""))
                .is(422)
                .pointers())
        .containsExactly("/ordering");
    assertThat(api.parts.endpoints).isEmpty();
  }

  @Test
  void aDialectIsForItsOwnKeysAlone() {
    String id =
        api.post(AINATIVE + "/register", ainative, REGISTER.formatted("")).at("/webhook_id");
    for (String key : List.of(hrizn, api.key("ws_1", "arka"), api.key("ws_2", "ainative"))) {
      api.send("DELETE", AINATIVE + "/" + id, key, null).is(404);
    }
    for (String key : List.of(ainative, api.key("ws_1", "arka"), ApiFixture.OPERATOR)) {
      api.post(HRIZN, key, HOOK, "X-Workspace-Id", "ws_1", "Content-Type", "application/json")
          .is(404);
      api.get(HRIZN, key).is(404);
    }
    assertThat(api.parts.endpoints).containsOnlyKeys(id);
  }

  private static List<String> fields(JsonNode json) {
    return json.properties().stream().map(java.util.Map.Entry::getKey).toList();
  }
}
