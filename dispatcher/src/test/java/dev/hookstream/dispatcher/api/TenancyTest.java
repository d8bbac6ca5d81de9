package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.dispatcher.api.port.EventView;
import dev.hookstream.dispatcher.api.port.LaneView;
import dev.hookstream.schemas.AuditEntry;
import dev.hookstream.schemas.EraseWorkspace;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Note;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TenancyTest extends WebhookApi {
  private static final String EVENT = "{\"type\":\"voice.trained\",\"data\":{}%s}";
  private static final String OP = ApiFixture.OPERATOR;

  @Test
  void theAuditIsTheWorkspacesOwnNewestFirstInPages() {
    for (int i = 9; i >= 0; i--) {
      String workspace = i % 2 == 0 ? "ws_1" : "ws_2";
      api.parts.audit.add(
          new AuditEntry(
              "chg_" + i, workspace, 1000L + i, "key_1", "webhook.changed", "wh_1", Map.of()));
    }
    Answer first = api.get("/v1/audit?limit=3", key).is(200);
    assertThat(first.json().at("/data").findValuesAsText("id"))
        .containsExactly("chg_8", "chg_6", "chg_4");
    Answer second = api.get("/v1/audit?limit=3&cursor=" + first.at("/next_cursor"), key).is(200);
    assertThat(second.json().at("/data").findValuesAsText("id")).containsExactly("chg_2", "chg_0");
    assertThat(second.json().at("/next_cursor").isNull()).isTrue();
    assertThat(api.get("/v1/audit", OP, "X-Workspace-Id", "ws_2").is(200).json().at("/data"))
        .hasSize(5);
    api.get("/v1/audit", OP).is(400);
    api.get("/v1/audit?cursor=%25", key).is(400);
    api.get("/v1/audit", api.key("ws_1", "aresgen", "publish")).is(403);
  }

  @Test
  void keysAreOnRecordWhenTheyAreMadeAndRevoked() {
    Answer made =
        api.post("/v1/api-keys", OP, "{\"workspace_id\":\"ws_9\",\"contract\":\"arka\"}").is(201);
    api.send("DELETE", "/v1/api-keys/" + made.at("/id"), OP, null).is(204);
    assertThat(api.parts.changes)
        .filteredOn(change -> change.getAction() instanceof Note)
        .extracting(c -> c.getWorkspaceId() + " " + c.getBy() + " " + c.getAction())
        .satisfiesExactly(
            text -> assertThat(text).startsWith("ws_9 operator").contains("api_key.created"),
            text -> assertThat(text).contains("api_key.revoked").contains(made.at("/id")));
    assertThat(api.parts.changes.toString())
        .doesNotContain(made.at("/key"))
        .doesNotContain(Keys.hash(made.at("/key")));
  }

  @Test
  void anErasedWorkspacesKeysAndWebhooksAreGoneAndOthersAreNot() {
    create("\"description\":\"x\"").is(201);
    String other = api.key("ws_2", "aresgen");
    api.post("/v1/webhooks", other, HOOK).is(201);
    api.send("DELETE", "/v1/workspaces/ws_1", key, null).is(403);
    api.send("DELETE", "/v1/workspaces/ws_1", OP, null).is(204);
    api.get("/v1/webhooks", key).is(401);
    assertThat(only().getWorkspaceId()).isEqualTo("ws_2");
    api.get("/v1/webhooks", other).is(200);
    assertThat(api.parts.changes.get(api.parts.changes.size() - 1).getAction())
        .isInstanceOf(EraseWorkspace.class);
  }

  @Test
  void oneWebhookTooManyIsRefusedWithTheLimitsName() {
    api.parts.maxWebhooks = 1;
    create("\"description\":\"x\"").is(201);
    Answer refused = create("\"description\":\"x\"").is(422);
    assertThat(refused.at("/type")).endsWith("/quota-exceeded");
    assertThat(refused.at("/detail")).contains("quota.webhooks").contains("at most 1 ");
  }

  private static ApiFixture limited(int perSecond, long backlog) {
    return new ApiFixture(
        new ApiSettings(
            "127.0.0.1",
            0,
            Optional.of("op"),
            4096,
            Duration.ofSeconds(20),
            2,
            99,
            new ApiSettings.Quotas(perSecond, backlog),
            true));
  }

  @Test
  void moreEventsASecondThanAllowedAreRefusedAndOtherWorkspacesAreNot() {
    try (ApiFixture few = limited(3, 0)) {
      String mine = few.key("ws_1", "aresgen");
      String event = EVENT.formatted("");
      few.post("/v1/events", mine, event).is(202);
      Answer batch =
          few.post(
                  "/v1/events/batch",
                  mine,
                  "{\"events\":[" + event + "," + event + "," + event + "]}")
              .is(200);
      assertThat(
              List.of(
                  batch.at("/data/0/status"),
                  batch.at("/data/1/status"),
                  batch.at("/data/2/status")))
          .containsExactly("202", "202", "429");
      Answer refused = few.post("/v1/events", mine, event).is(429);
      assertThat(refused.at("/detail")).contains("quota.events_per_second").contains("3 events");
      assertThat(refused.response().headers().firstValue("Retry-After")).contains("1");
      few.post("/v1/events", few.key("ws_2", "aresgen"), event).is(202);
      few.post("/v1/events/dry-run", mine, event).is(200);
    }
  }

  @Test
  void whileTooMuchWaitsNoEventIsTaken() {
    try (ApiFixture few = limited(0, 10)) {
      String mine = few.key("ws_1", "aresgen");
      few.parts.lane = new LaneView(0, 9, null, 1, false);
      few.post("/v1/events", mine, EVENT.formatted("")).is(202);
      few.parts.lane = new LaneView(0, 10, null, 1, false);
      assertThat(few.post("/v1/events", mine, EVENT.formatted("")).is(429).at("/detail"))
          .contains("quota.backlog");
    }
  }

  @Test
  void anotherEventUnderTheSameNameIsRefusedAndTheSameIsTheSame() {
    String one = EVENT.formatted(",\"id\":\"e-1\"");
    String two = one.replace("{}", "{\"voice_id\":\"v\"}");
    api.post("/v1/events", key, one).is(202);
    api.post("/v1/events", key, one).is(202);
    assertThat(api.post("/v1/events", key, two).is(409).at("/type"))
        .endsWith("/not-the-same-event");
    api.post("/v1/events", key, one).is(202);
    String named = EVENT.formatted("");
    String other = named.replace("{}", "{\"voice_id\":\"v\"}");
    api.post("/v1/events", key, named, "Idempotency-Key", "k").is(202);
    api.post("/v1/events", key, other, "Idempotency-Key", "k").is(409);
    api.post("/v1/events", key, other, "Idempotency-Key", "l").is(202);
    api.post("/v1/events", api.key("ws_2", "aresgen"), other, "Idempotency-Key", "k").is(202);
    api.post("/v1/events", key, other).is(202);
    api.post("/v1/events", key, named).is(202);
    Answer batch =
        api.post("/v1/events/batch", key, "{\"events\":[" + two + "," + one + "]}").is(200);
    assertThat(batch.at("/data/0/status")).isEqualTo("409");
    assertThat(batch.at("/data/1/status")).isEqualTo("202");
  }

  @Test
  void whatTheTopologyHasSeenIsKnownWhoeverPublishedIt() {
    var event =
        Event.newBuilder()
            .setId("e-7")
            .setType("voice.trained")
            .setWorkspaceId("ws_1")
            .setOccurredAt(ApiFixture.NOW)
            .setData("{}")
            .setProduct("aresgen")
            .build();
    api.parts.events.put("e-7", new EventView(event, 0, 1, 1L));
    String same = EVENT.formatted(",\"id\":\"e-7\"");
    api.post("/v1/events", key, same.replace("{}", "{ }")).is(409);
    api.post("/v1/events", key, same).is(202);
  }
}
