package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.dispatcher.api.port.DeliveryView;
import dev.hookstream.dispatcher.api.port.EventView;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.schemas.Event;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every route of openapi.yaml has to show: that it works, and each way in which it refuses.
 * 401, 403 and 404 for strangers are in {@link AccessTest}; the routes that receive signed
 * webhooks, whose caller has no key, in {@link SourceRoutesTest}.
 */
class EveryRouteTest {
  private static final String OP = ApiFixture.OPERATOR;
  private final ApiFixture api = new ApiFixture();
  private final Map<String, String> keys = new HashMap<>();
  private final Map<String, String> ids = new HashMap<>();

  @AfterEach
  void close() {
    api.close();
  }

  private static String operation(Route route) {
    return route.method() + " " + route.path();
  }

  /** Which product's clients call a route. */
  private static String contract(Route route) {
    return route.path().startsWith("/v1/public")
        ? "hrizn"
        : route.path().startsWith("/api/") ? "ainative" : "aethenox";
  }

  /** One of everything, of a workspace that has keys of three contracts. */
  private void fill() {
    for (String contract : List.of("aethenox", "hrizn", "ainative")) {
      keys.put(contract, api.key("ws_1", contract));
      String events =
          contract.equals("ainative")
              ? RouteBodies.HOOK.replace("*", "memory.stored")
              : RouteBodies.HOOK;
      ids.put(contract, api.post("/v1/webhooks", keys.get(contract), events).is(201).at("/id"));
    }
    ids.put(
        "replay",
        api.post("/v1/dead-letters/retry", keys.get("aethenox"), "{}").is(202).at("/replay_id"));
    var ref = Samples.ref("dlv_1", "ws_1", "aethenox", ids.get("aethenox"));
    api.parts.log.deliveries.put("dlv_1", new DeliveryView(Samples.row(ref), List.of(), "{}"));
    Event event =
        Event.newBuilder()
            .setId("evt_1")
            .setType("message.received")
            .setWorkspaceId("ws_1")
            .setOccurredAt(ApiFixture.NOW)
            .setData("{}")
            .build();
    api.parts.events.put("evt_1", new EventView(event, 0, 1, 1L));
    api.key("ws_7", "arka");
    ids.put("key", "key_" + (api.parts.keys.size() - 1));
  }

  private String id(Route route) {
    String path = route.path();
    String kind =
        path.contains("/replays/")
            ? "replay"
            : path.contains("/api-keys/") ? "key" : contract(route);
    return path.contains("/deliveries/{id}")
        ? "dlv_1"
        : path.contains("/events/{id}")
            ? "evt_1"
            : path.contains("/rejected-events/")
                ? "0-7"
                : path.contains("/workspaces/") ? "ws_1" : ids.getOrDefault(kind, "x");
  }

  private Answer call(Route route, String key, byte @Nullable [] body, String... headers) {
    return api.send(
        route.method(), route.path().replaceAll("\\{\\w+}", id(route)), key, body, headers);
  }

  private Answer call(Route route) {
    String body = RouteBodies.ALL.get(operation(route));
    byte[] bytes = body == null ? null : bytes(body);
    return route.path().endsWith("/reseal")
        ? call(route, key(route), bytes, "X-Workspace-Id", "ws_1")
        : call(route, key(route), bytes);
  }

  private String key(Route route) {
    return route.scope() == Scope.OPERATOR ? OP : keys.getOrDefault(contract(route), "");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<Route> keyed() {
    return api.server.routes().stream()
        .filter(route -> route.scope() != Scope.NONE && route.scope() != Scope.SIGNED)
        .toList();
  }

  @Test
  void theTableIsTheDescription() {
    Set<String> described = new HashSet<>();
    JsonNode paths = OpenApi.load().document().path("paths");
    paths
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method -> {
                          if (List.of("get", "post", "put", "patch", "delete").contains(method)) {
                            described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                          }
                        }));
    assertThat(api.server.routes().stream().map(EveryRouteTest::operation))
        .containsExactlyInAnyOrderElementsOf(described);
    assertThat(keyed().stream().filter(route -> route.maxBody() > 0).map(EveryRouteTest::operation))
        .as("there is a body for each that takes one")
        .containsExactlyInAnyOrderElementsOf(RouteBodies.ALL.keySet());
  }

  @Test
  void eachSucceeds() {
    fill();
    List<Route> routes = new ArrayList<>(keyed());
    // What is looked at goes last.
    routes.sort(
        Comparator.comparing((Route route) -> route.path().contains("/workspaces/"))
            .thenComparing(route -> route.method().equals("DELETE")));
    for (Route route : routes) {
      Answer answer = call(route);
      assertThat(answer.status()).as(operation(route) + ": " + answer.text()).isBetween(200, 204);
    }
  }

  @Test
  void eachSaysWhatIsWrongWithItsBody() {
    fill();
    for (Route route : keyed()) {
      if (route.maxBody() == 0) {
        call(route, key(route), bytes("{}")).is(400);
        continue;
      }
      String name = operation(route);
      byte[] large = new byte[Math.toIntExact(route.maxBody()) + 1];
      Arrays.fill(large, (byte) ' ');
      assertThat(call(route, key(route), large).status()).as(name + ", large").isEqualTo(413);
      assertThat(call(route, key(route), bytes("{")).status()).as(name + ", {").isEqualTo(400);
      assertThat(call(route, key(route), bytes("{\"a\":1,\"a\":1}")).status())
          .as(name + ", a twice")
          .isIn(400, 422);
      // That product's own route takes no notice of a body.
      if (!name.equals("POST /v1/public/webhooks/{id}/test")) {
        Answer unknown = call(route, key(route), bytes("{\"nonsense\":1}"));
        assertThat(unknown.status()).as(name + ": " + unknown.text()).isEqualTo(422);
        assertThat(unknown.pointers()).as(name).contains("/nonsense");
      }
      assertThat(call(route, key(route), bytes("[]")).status()).as(name + ", []").isIn(400, 422);
      assertThat(call(route, key(route), bytes("{}"), "Content-Type", "text/plain").status())
          .as(name + ", text")
          .isEqualTo(415);
    }
  }

  @Test
  void eachIsClosedToWhoGuessesKeys() {
    try (ApiFixture strict =
        new ApiFixture(
            new ApiSettings("127.0.0.1", 0, Optional.of(OP), 4096, Duration.ofSeconds(20), 2, 1))) {
      strict.get("/v1/webhooks", "hs_guess").is(401);
      for (Route route : keyed()) {
        Answer answer =
            strict.send(route.method(), route.path().replaceAll("\\{\\w+}", "x"), "hs_guess", null);
        assertThat(answer.status()).as(operation(route)).isEqualTo(429);
        assertThat(answer.response().headers().firstValue("Retry-After")).contains("60");
      }
    }
  }

  @Test
  void eachThatNeedsStateSaysWhenToComeAgainWhileItMoves() {
    fill();
    api.parts.ready = false;
    api.parts.replays.ready = false;
    api.parts.live.ready = false;
    api.parts.log.ready = false;
    api.parts.publish = event -> CompletableFuture.failedFuture(new NotReadyException("no broker"));
    api.parts.operations.kafkaAnswers = false;
    // What is in the contracts' files, in the keys or in the name of a host needs none; of a batch
    // each event is answered by itself.
    Set<String> without =
        Set.of(
            "GET /v1/event-types",
            "GET /v1/contracts",
            "GET /v1/me",
            "POST /v1/webhooks/check-url",
            "POST /v1/events/batch");
    for (Route route : keyed()) {
      if (!without.contains(operation(route))) {
        Answer answer = call(route);
        assertThat(answer.status()).as(operation(route) + ": " + answer.text()).isEqualTo(503);
        assertThat(answer.response().headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.at("/type")).endsWith("/not-ready");
      }
    }
    Answer batch =
        api.post(
                "/v1/events/batch",
                keys.get("aethenox"),
                RouteBodies.ALL.getOrDefault("POST /v1/events/batch", ""))
            .is(200);
    assertThat(batch.at("/data/0/status")).isEqualTo("503");
  }

  @Test
  void whatABodyOrAQueryNamesOfAnotherWorkspaceIsNotThere() {
    fill();
    String theirs = ids.get("aethenox");
    String stranger = api.key("ws_2", "aethenox");
    String own = api.post("/v1/webhooks", stranger, RouteBodies.HOOK).is(201).at("/id");
    api.parts.replays.offsets.put("ws_1 evt_1", 1L);
    int jobs = api.parts.replays.jobs.size();
    int published = api.parts.published.size();
    String since = "\"since\":\"2026-05-01T00:00:00Z\"";
    api.post("/v1/webhooks/replay", stranger, "{\"webhook_id\":\"" + theirs + "\"," + since + "}")
        .is(404);
    api.post("/v1/webhooks/replay", stranger, "{\"event_id\":\"evt_1\"}").is(404);
    api.post("/v1/dead-letters/retry", stranger, "{\"webhook_id\":\"" + theirs + "\"}").is(404);
    assertThat(api.parts.replays.jobs).hasSize(jobs);
    String event =
        RouteBodies.EVENT.substring(0, RouteBodies.EVENT.length() - 1)
            + ",\"workspace_id\":\"ws_1\"}";
    api.post("/v1/events", stranger, event).is(404);
    api.post("/v1/events/dry-run", stranger, event).is(404);
    Answer batch = api.post("/v1/events/batch", stranger, "{\"events\":[" + event + "]}").is(200);
    assertThat(batch.at("/data/0/status")).isEqualTo("404");
    assertThat(api.parts.published).hasSize(published);
    // A query narrows what is the caller's own; the ports are asked for that workspace alone.
    assertThat(
            api.get("/v1/webhooks/" + own + "/deliveries?event_id=evt_1", stranger)
                .is(200)
                .json()
                .at("/data"))
        .isEmpty();
    assertThat(
            api.get("/v1/dead-letters?webhook_id=" + theirs, stranger).is(200).json().at("/data"))
        .isEmpty();
    // A cursor that another workspace's list gave, and a forwarded header, lead nowhere else.
    String cursor =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(("w" + theirs).getBytes(StandardCharsets.UTF_8));
    api.get("/v1/events/evt_1?cursor=" + cursor, stranger).is(404);
    for (String header :
        List.of("X-Forwarded-Workspace-Id", "X-Hookstream-Workspace", "Forwarded")) {
      assertThat(
              api.get("/v1/webhooks", stranger, header, "ws_1")
                  .is(200)
                  .json()
                  .at("/data")
                  .findValuesAsText("id"))
          .containsExactly(own);
    }
    api.get("/v1/webhooks", stranger, "X-Workspace-Id", "ws_1").is(404);
    api.get("/v1/api-keys?workspace_id=ws_1", stranger).is(403);
  }
}
