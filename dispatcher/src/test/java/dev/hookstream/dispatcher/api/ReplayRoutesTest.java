package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.dispatcher.api.port.ReplayView;
import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Failure;
import dev.hookstream.schemas.ReplayJob;
import dev.hookstream.schemas.ReplayProgress;
import dev.hookstream.schemas.ReplayState;
import dev.hookstream.schemas.ReplayWhat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayRoutesTest {
  private static final String HOOK = "{\"url\":\"https://example.com/h\",\"events\":[\"*\"]}";
  private static final String SINCE = "\"since\":\"2026-05-01T00:00:00Z\"";
  private static final long NOW = ApiFixture.NOW.toEpochMilli();

  private final ApiFixture api = new ApiFixture();
  private final String key = api.key("ws_1", "aresgen");
  private String webhook = "";

  @BeforeEach
  void webhook() {
    webhook = api.post("/v1/webhooks", key, HOOK).at("/id");
  }

  @AfterEach
  void close() {
    api.close();
  }

  private Answer replay(String fields) {
    return api.post("/v1/webhooks/replay", key, "{" + fields + "}");
  }

  private ReplayJob job(Answer answer) {
    return Objects.requireNonNull(api.parts.replays.jobs.get(answer.is(202).at("/replay_id")))
        .job();
  }

  @Test
  void everyWishReachesTheJob() {
    Answer answer =
        replay(
            SINCE
                + ",\"until\":\"2026-05-02T00:00:00Z\",\"webhook_id\":\""
                + webhook
                + "\",\"types\":[\"voice.*\",\"a.b\"],\"status\":\"missed\","
                + "\"rate_per_second\":2.5,\"dry_run\":true");
    ReplayJob job = job(answer);
    assertThat(job.getWhat()).isEqualTo(ReplayWhat.MISSED);
    assertThat(job.getEndpointId()).isEqualTo(webhook);
    assertThat(job.getContract()).as("a key stays within its contract").isEqualTo("aresgen");
    assertThat(job.getTypes()).containsExactly("voice.*", "a.b");
    assertThat(job.getUntil() - job.getSince()).isEqualTo(24 * 3_600_000L);
    assertThat(job.getRatePerSecond()).isEqualTo(2.5);
    assertThat(job.getDryRun()).isTrue();
    assertThat(answer.at("/state")).isEqualTo("queued");
    assertThat(answer.at("/status")).isEqualTo("missed");
  }

  @Test
  void anEventOfTheLastDayNeedsNoTimeAndIsReadWhereItLies() {
    api.parts.replays.offsets.put("ws_1 evt_1", 42L);
    ReplayJob job = job(replay("\"event_id\":\"evt_1\""));
    assertThat(job.getEventOffset()).isEqualTo(42);
    assertThat(job.getWhat()).isEqualTo(ReplayWhat.ALL);
    replay("\"event_id\":\"evt_2\"").is(404);
    assertThat(job(replay(SINCE + ",\"event_id\":\"evt_2\"")).getEventOffset()).isNull();
    api.parts.replays.offsets.put("ws_2 evt_3", 42L);
    replay("\"event_id\":\"evt_3\"").is(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"status\":\"failed\" | /since",
        "\"since\":\"yesterday\" | /since",
        "\"since\":\"2026-05-02T00:00:00Z\",\"until\":\"2026-05-02T00:00:00Z\" | /until",
        "\"since\":\"2026-05-02T00:00:00Z\",\"status\":\"lost\" | /status",
        "\"since\":\"2026-05-02T00:00:00Z\",\"rate_per_second\":0 | /rate_per_second",
        "\"since\":\"2026-05-02T00:00:00Z\",\"types\":[] | /types",
        "\"since\":\"2026-05-02T00:00:00Z\",\"types\":[\"a b\"] | /types/0",
        "\"since\":\"2026-05-02T00:00:00Z\",\"dry\":true | /dry"
      })
  void aWishThatCannotBeIsRefusedWithItsPlace(String fields, String pointer) {
    assertThat(replay(fields).is(422).pointers()).contains(pointer);
    assertThat(api.parts.replays.jobs).isEmpty();
  }

  @Test
  void aWebhookThatIsNotTheirsIsNotFound() {
    String other = api.key("ws_2", "aresgen");
    String body = "{" + SINCE + ",\"webhook_id\":\"" + webhook + "\"}";
    api.post("/v1/webhooks/replay", other, body).is(404);
    api.post("/v1/webhooks/replay", api.key("ws_1", "arka"), body).is(404);
    api.post("/v1/dead-letters/retry", other, "{\"webhook_id\":\"" + webhook + "\"}").is(404);
    assertThat(api.parts.replays.jobs).isEmpty();
  }

  @Test
  void aReplayIsWatchedListedAndCancelled() {
    String first = replay(SINCE).at("/replay_id");
    String second = replay(SINCE).at("/replay_id");
    ReplayProgress progress =
        ReplayProgress.newBuilder()
            .setState(ReplayState.RUNNING)
            .setFirstOffset(100)
            .setNextOffset(150)
            .setEndOffset(200)
            .setScanned(50)
            .setMatched(9)
            .setDelivered(5)
            .setFailed(3)
            .setDropped(1)
            .setStartedAt(NOW - 10_000)
            .setUpdatedAt(NOW)
            .build();
    ReplayView view = Objects.requireNonNull(api.parts.replays.jobs.get(first));
    api.parts.replays.jobs.put(first, new ReplayView(first, "ws_1", view.job(), progress, false));
    Answer seen = api.get("/v1/webhooks/replays/" + first, key).is(200);
    assertThat(seen.at("/state")).isEqualTo("running");
    assertThat(seen.at("/scanned")).isEqualTo("50");
    assertThat(seen.at("/matched")).isEqualTo("9");
    assertThat(seen.at("/delivered")).isEqualTo("5");
    assertThat(seen.at("/failed")).isEqualTo("3");
    assertThat(seen.at("/eta")).isEqualTo("2026-05-11T08:14:32.184Z");

    Answer page = api.get("/v1/webhooks/replays?limit=1", key).is(200);
    assertThat(page.json().at("/data").findValuesAsText("replay_id")).containsExactly(second);
    Answer rest = api.get("/v1/webhooks/replays?cursor=" + page.at("/next_cursor"), key).is(200);
    assertThat(rest.json().at("/data").findValuesAsText("replay_id")).containsExactly(first);

    assertThat(api.send("DELETE", "/v1/webhooks/replays/" + first, key, null).is(200).at("/state"))
        .isEqualTo("cancelled");
    progress.setState(ReplayState.FINISHED);
    api.parts.replays.jobs.put(second, new ReplayView(second, "ws_1", view.job(), progress, false));
    api.send("DELETE", "/v1/webhooks/replays/" + second, key, null).is(409);
  }

  @Test
  void anotherWorkspacesOrContractsReplayIsNotFound() {
    String id = replay(SINCE).at("/replay_id");
    for (String other : List.of(api.key("ws_2", "aresgen"), api.key("ws_1", "arka"))) {
      api.get("/v1/webhooks/replays/" + id, other).is(404);
      api.send("DELETE", "/v1/webhooks/replays/" + id, other, null).is(404);
      assertThat(api.get("/v1/webhooks/replays", other).is(200).json().at("/data")).isEmpty();
    }
  }

  @Test
  void aReplayIsCancelledThoughTheLogRestores() {
    String id = replay(SINCE).is(202).at("/replay_id");
    api.parts.log.ready = false;
    String path = "/v1/webhooks/replays/" + id;
    for (String other : List.of(api.key("ws_2", "aresgen"), api.key("ws_1", "arka"))) {
      api.send("DELETE", path, other, null).is(404);
    }
    api.send("DELETE", path, key, null).is(200);
    assertThat(Objects.requireNonNull(api.parts.replays.jobs.get(id)).cancelled()).isTrue();
    api.get(path, key).is(503);
  }

  @Test
  void aWorkspaceHasOnlySoManyAtOnce() {
    for (int i = 0; i < ReplayRoutes.MOST_OPEN; i++) {
      replay(SINCE).is(202);
    }
    replay(SINCE).is(409);
    api.post("/v1/webhooks/replay", api.key("ws_2", "aresgen"), "{" + SINCE + "}").is(202);
    String one = api.parts.replays.jobs.keySet().iterator().next();
    api.send("DELETE", "/v1/webhooks/replays/" + one, key, null).is(200);
    replay(SINCE).is(202);
  }

  @Test
  void deadLettersAreListedByFilterAndPutBackByTheSame() {
    api.parts.replays.letters =
        new Page<>(
            List.of(
                new DeadLetter(
                    Samples.ref("dlv_1", "ws_1", "aresgen", webhook),
                    NOW,
                    1,
                    3,
                    NOW - 1_000,
                    "attempts_used_up",
                    List.of(new Failure(1, 3, NOW, 503, ErrorKind.STATUS, 10L)),
                    null)),
            "17");
    Answer page =
        api.get(
                "/v1/dead-letters?type=voice.trained&event_id=evt_9&since=2026-01-01T00:00:00Z"
                    + "&webhook_id="
                    + webhook,
                key)
            .is(200);
    assertThat(page.json().at("/data/0").toString())
        .isEqualTo(
            "{\"delivery_id\":\"dlv_1\",\"event_id\":\"evt_1\",\"type\":\"chat.message.created\","
                + "\"webhook_id\":\""
                + webhook
                + "\",\"replay_id\":null,\"reason\":\"attempts_used_up\","
                + "\"at\":\"2026-05-11T08:14:22.184Z\","
                + "\"accepted_at\":\"2023-11-14T22:13:20.123Z\",\"attempts\":3,\"round\":1,"
                + "\"last_status_code\":503,\"last_error\":\"status\"}");
    ReplayJob filter = Objects.requireNonNull(api.parts.replays.askedFilter);
    assertThat(filter.getTypes()).containsExactly("voice.trained");
    assertThat(filter.getEventId()).isEqualTo("evt_9");
    assertThat(filter.getEndpointId()).isEqualTo(webhook);
    assertThat(filter.getContract()).isEqualTo("aresgen");
    api.get("/v1/dead-letters?cursor=" + page.at("/next_cursor"), key).is(200);
    api.get("/v1/dead-letters?cursor=eA", key).is(400);
    api.get("/v1/dead-letters?status=failed", key).is(400);

    ReplayJob job =
        job(
            api.post(
                "/v1/dead-letters/retry",
                key,
                "{\"webhook_id\":\"" + webhook + "\",\"types\":[\"voice.trained\"]}"));
    assertThat(job.getWhat()).isEqualTo(ReplayWhat.PUT_BACK);
    assertThat(job.getEndpointId()).isEqualTo(webhook);
    api.post("/v1/dead-letters/retry", key, "").is(400);
  }
}
