package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.dispatcher.api.port.DeliveryView;
import dev.hookstream.dispatcher.api.port.EventView;
import dev.hookstream.dispatcher.api.port.Readiness.Check;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.UseContract;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccessTest {
  private static final String HOOK = "{\"url\":\"https://example.com/h\",\"events\":[\"*\"]}";

  /** A body that the route would take, so that nothing but the key is in the way. */
  private static final Map<String, String> BODIES =
      Map.of(
          "POST /v1/api-keys", "{\"workspace_id\":\"ws_1\",\"contract\":\"arka\"}",
          "POST /v1/webhooks", HOOK,
          "PATCH /v1/webhooks/{id}", "{\"description\":\"x\"}",
          "POST /v1/webhooks/{id}/test", "{}",
          "POST /v1/webhooks/replay", "{\"since\":\"2026-05-01T00:00:00Z\"}",
          "POST /v1/dead-letters/retry", "{}",
          "POST /v1/webhooks/{id}/rotate-secret", "{}",
          "POST /v1/events/dry-run", "{\"type\":\"voice.trained\",\"data\":{}}",
          "POST /v1/events", "{\"type\":\"voice.trained\",\"data\":{}}",
          "POST /v1/events/batch", "{\"events\":[{\"type\":\"voice.trained\",\"data\":{}}]}");

  private static final Map<String, String> OTHER_BODIES =
      Map.of(
          "POST /v1/public/webhooks",
          HOOK,
          "PATCH /v1/public/webhooks/{id}",
          "{\"description\":\"x\"}",
          "POST /v1/public/webhooks/{id}/test",
          "{}",
          "POST /v1/sources/{source}/{hook}",
          "{}",
          "POST /api/v1/webhooks/{source}/{hook}",
          "{}",
          "POST /api/v1/webhooks/register",
          HOOK,
          "POST /v1/portal-links",
          "{}",
          "PUT /v1/alert-settings",
          "{\"emails\":[]}",
          "POST /v1/webhooks/check-url",
          "{\"url\":\"https://example.com\"}");

  private final ApiFixture api = new ApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  private Answer call(Route route, String id, @Nullable String key, String... headers) {
    String operation = route.method() + " " + route.path();
    String body = BODIES.getOrDefault(operation, OTHER_BODIES.get(operation));
    return api.send(
        route.method(),
        route.path().replaceAll("\\{\\w+}", id),
        key,
        body == null ? null : body.getBytes(StandardCharsets.UTF_8),
        headers);
  }

  @Test
  void withoutAKnownKeyNothingAnswersButWhatIsOpen() {
    for (Route route : api.server.routes()) {
      if (route.scope() != Scope.NONE) {
        Answer none = call(route, "x", null).is(401);
        assertThat(none.response().headers().firstValue("WWW-Authenticate")).isPresent();
        call(route, "x", "hs_unknown").is(401);
        call(route, "x", "").is(401);
      } else {
        call(route, "x", null).is(200);
      }
    }
  }

  @Test
  void anotherWorkspacesThingsAreNotFoundOnEveryRoute() {
    String owner = api.key("ws_1", "aresgen");
    String webhook = api.post("/v1/webhooks", owner, HOOK).at("/id");
    String replay = api.post("/v1/dead-letters/retry", owner, "{}").at("/replay_id");
    var ref = Samples.ref("dlv_1", "ws_1", "aresgen", webhook);
    api.parts.log.deliveries.put("dlv_1", new DeliveryView(Samples.row(ref), List.of(), null));
    Event event =
        Event.newBuilder()
            .setId("evt_1")
            .setType("x")
            .setWorkspaceId("ws_1")
            .setOccurredAt(ApiFixture.NOW)
            .setData("{}")
            .build();
    api.parts.events.put("evt_1", new EventView(event, 0, 1, 1L));
    int before = api.parts.changes.size();
    for (String stranger : List.of(api.key("ws_2", "aresgen"), api.key("ws_2", "arka"))) {
      for (Route route : api.server.routes()) {
        if (!route.path().contains("{id}")) {
          continue;
        }
        String id =
            route.path().contains("replays")
                ? replay
                : route.path().contains("webhooks")
                    ? webhook
                    : route.path().contains("deliveries")
                        ? "dlv_1"
                        : route.path().contains("events") ? "evt_1" : "key_0";
        int status = call(route, id, stranger).status();
        assertThat(status)
            .as(route.toString())
            .isEqualTo(route.scope() == Scope.OPERATOR ? 403 : 404);
      }
      assertThat(api.get("/v1/webhooks", stranger).json().at("/data")).isEmpty();
    }
    assertThat(api.parts.changes).hasSize(before);
  }

  @Test
  void aKeyThatNamesAnotherWorkspaceReachesNothing() {
    String key = api.key("ws_2", "aresgen");
    for (Route route : api.server.routes()) {
      if (route.scope() != Scope.NONE
          && route.scope() != Scope.OPERATOR
          && route.scope() != Scope.SIGNED
          && !route.path().equals("/v1/event-types")) {
        Answer answer = call(route, "x", key, "X-Workspace-Id", "ws_1");
        if (route.path().endsWith("/batch")) {
          assertThat(answer.at("/data/0/status")).isEqualTo("404");
        } else {
          answer.is(404);
        }
      }
    }
    assertThat(api.parts.published).isEmpty();
    assertThat(api.parts.changes).isEmpty();
  }

  @Test
  void aKeyDoesWhatItsScopesSay() {
    for (Scope scope : List.of(Scope.READ, Scope.MANAGE, Scope.PUBLISH)) {
      String key = api.key("ws_1", "aresgen", scope.word());
      for (Route route : api.server.routes()) {
        // A link gives read too, so it takes a key that has both.
        if (route.scope() != Scope.NONE
            && route.scope() != Scope.SIGNED
            && route.scope() != Scope.KNOWN
            && !route.path().equals("/v1/portal-links")) {
          int status = call(route, "x", key).status();
          assertThat(status == 403).as(scope + " " + route).isEqualTo(route.scope() != scope);
        }
      }
    }
  }

  @Test
  void eitherHeaderCarriesAKey() {
    String key = api.key("ws_1", "aresgen");
    api.get("/v1/webhooks", null, "X-API-Key", key).is(200);
    api.get("/v1/webhooks", null, "Authorization", "bearer " + key).is(200);
    api.get("/v1/webhooks", null, "Authorization", "Basic eA==", "X-API-Key", key).is(200);
    api.get("/v1/webhooks", null, "Authorization", "Bearer x", "X-API-Key", key).is(401);
  }

  @Test
  void theOperatorMintsListsAndRevokesKeys() {
    String op = ApiFixture.OPERATOR;
    Answer made =
        api.post(
                "/v1/api-keys",
                op,
                "{\"workspace_id\":\"ws_1\",\"contract\":\"arka\",\"name\":\"n\",\"scopes\":[\"read\"]}")
            .is(201);
    String key = made.at("/key");
    assertThat(key).matches("hs_[A-Za-z0-9_-]{43}");
    assertThat(api.parts.keys).containsOnlyKeys(Keys.hash(key));
    assertThat(((UseContract) api.parts.changes.get(0).getAction()).getContract())
        .isEqualTo("arka");
    api.get("/v1/webhooks", key).is(200);
    for (int i = 0; i < 3; i++) {
      api.key("ws_2", "arka");
    }
    assertThat(api.get("/v1/api-keys?workspace_id=ws_1", op).is(200).text())
        .doesNotContain(key)
        .doesNotContain(Keys.hash(key));
    Answer page = api.get("/v1/api-keys?limit=2", op).is(200);
    Answer next = api.get("/v1/api-keys?limit=2&cursor=" + page.at("/next_cursor"), op).is(200);
    assertThat(page.json().at("/data")).hasSize(2);
    assertThat(next.json().at("/data")).hasSize(2);
    assertThat(next.json().at("/next_cursor").isNull()).isTrue();
    api.send("DELETE", "/v1/api-keys/" + made.at("/id"), op, null).is(204);
    api.get("/v1/webhooks", key).is(401);
    api.send("DELETE", "/v1/api-keys/" + made.at("/id"), op, null).is(404);
    for (String wrong :
        List.of(
            "{}",
            "{\"workspace_id\":\"\",\"contract\":\"arka\"}",
            "{\"workspace_id\":\"a b\",\"contract\":\"arka\"}",
            "{\"workspace_id\":\"a\",\"contract\":\"none\"}",
            "{\"workspace_id\":\"a\",\"contract\":\"arka\",\"scopes\":[]}",
            "{\"workspace_id\":\"a\",\"contract\":\"arka\",\"scopes\":[\"root\"]}")) {
      api.post("/v1/api-keys", op, wrong).is(422);
    }
  }

  @Test
  void manyRefusedKeysAreSlowedDownButAGoodKeyPasses() {
    try (ApiFixture strict =
        new ApiFixture(
            new ApiSettings(
                "127.0.0.1", 0, Optional.of("op"), 4096, Duration.ofSeconds(20), 2, 3))) {
      String key = strict.key("ws_1", "aresgen");
      for (int i = 0; i < 3; i++) {
        strict.get("/v1/webhooks", "hs_guess").is(401);
      }
      Answer refused = strict.get("/v1/webhooks", "hs_guess").is(429);
      assertThat(refused.response().headers().firstValue("Retry-After")).contains("60");
      strict.get("/v1/api-keys", "op").is(429);
      strict.get("/v1/webhooks", key).is(200);
    }
  }

  @Test
  void withoutAnOperatorsKeyNobodyIsTheOperator() {
    try (ApiFixture none =
        new ApiFixture(
            new ApiSettings(
                "127.0.0.1", 0, Optional.empty(), 4096, Duration.ofSeconds(20), 2, 99))) {
      none.get("/v1/api-keys", "").is(401);
      none.get("/v1/api-keys", ApiFixture.OPERATOR).is(401);
    }
  }

  @Test
  void anInstanceWithoutTheApiAnswersOnlyWhoWatchesIt() {
    try (ApiFixture closed =
        new ApiFixture(
            new ApiSettings(
                "127.0.0.1",
                0,
                Optional.of("op"),
                4096,
                Duration.ofSeconds(20),
                2,
                99,
                ApiSettings.Quotas.NONE,
                false))) {
      closed.get("/v1/webhooks", closed.key("ws_1", "aresgen")).is(404);
      closed.get("/healthz", null).is(200);
    }
  }

  @Test
  void readinessNamesThePartThatIsNotReady() {
    assertThat(api.get("/readyz", null).is(200).at("/status")).isEqualTo("ready");
    api.parts.checks.add(new Check("topology", false, "is being restored"));
    Answer answer = api.get("/readyz", null).is(503);
    assertThat(answer.at("/status")).isEqualTo("not_ready");
    assertThat(answer.at("/checks/1/detail")).isEqualTo("is being restored");
    api.get("/healthz", null).is(200);
    api.parts.dead = Optional.of("the topology is ERROR");
    assertThat(api.get("/healthz", null).is(503).at("/detail")).isEqualTo("the topology is ERROR");
  }

  @Test
  void metricsCountRequestsByRoute() {
    api.get("/healthz", null).is(200);
    assertThat(api.get("/metrics", null).is(200).text())
        .contains("hookstream_api_requests_seconds_count")
        .contains("route=\"/healthz\"");
  }

  @Test
  void theDescriptionIsServed() {
    assertThat(api.get("/openapi.yaml", null).is(200).text()).startsWith("openapi: 3.1.0");
  }
}
