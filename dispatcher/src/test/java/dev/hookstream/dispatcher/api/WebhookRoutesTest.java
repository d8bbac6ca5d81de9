package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.dispatcher.api.port.LaneView;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.Header;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.PutEndpoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookRoutesTest {
  private static final String HOOK = "{\"url\":\"https://example.com/h\",\"events\":[\"*\"]}";

  private final ApiFixture api = new ApiFixture();
  private final String key = api.key("ws_1", "aresgen");

  @AfterEach
  void close() {
    api.close();
  }

  private Answer create(String more) {
    return api.post("/v1/webhooks", key, HOOK.substring(0, HOOK.length() - 1) + "," + more + "}");
  }

  private Endpoint only() {
    assertThat(api.parts.endpoints).hasSize(1);
    return api.parts.endpoints.values().iterator().next();
  }

  private String open(ByteBuffer box) {
    byte[] bytes = new byte[box.remaining()];
    box.duplicate().get(bytes);
    return new String(api.keyring.open(bytes, only().getId()), StandardCharsets.UTF_8);
  }

  @Test
  void aNewWebhookHasItsContractsDefaultsAndShowsItsSecretOnce() {
    Answer created = api.post("/v1/webhooks", key, HOOK).is(201);
    String secret = created.at("/secret");
    assertThat(secret).isNotEmpty();
    assertThat(created.at("/id")).matches("wh_[0-9a-z]{26}");
    assertThat(created.at("/status")).isEqualTo("enabled");
    assertThat(created.at("/contract")).isEqualTo("aresgen");
    assertThat(created.at("/ordering")).isEqualTo("ordered");
    assertThat(created.at("/revision")).isEqualTo("1");
    assertThat(created.at("/created_at")).isEqualTo("2026-05-11T08:14:22.184Z");
    assertThat(open(only().getSecrets().get(0).getSealed())).isEqualTo(secret);
    Answer read = api.get("/v1/webhooks/" + created.at("/id"), key).is(200);
    assertThat(read.json().has("secret")).isFalse();
    assertThat(read.text()).doesNotContain(secret);
    assertThat(api.parts.changes.get(0).toString()).doesNotContain(secret);
  }

  @Test
  void everySettingIsKeptAndShown() {
    Answer created =
        create(
                """
                "description":"d","ordering":"strict","max_in_flight":7,"rate_limit_per_second":2.5,
                "timeout_ms":1500,"metadata":{"a":"b"},"alert_email":"a@b.example","retry":"arka",
                "headers":{"X-A":"1","Authorization":{"value":"Bearer s3cret","secret":true}}""")
            .is(201);
    Endpoint endpoint = only();
    assertThat(endpoint.getOrdering()).isEqualTo(Ordering.STRICT);
    assertThat(endpoint.getMaxInFlight()).isEqualTo(7);
    assertThat(endpoint.getRateLimitPerSecond()).isEqualTo(2.5);
    assertThat(endpoint.getTimeoutMs()).isEqualTo(1500);
    assertThat(endpoint.getRetry()).isEqualTo("arka");
    assertThat(endpoint.getAlertEmail()).isEqualTo("a@b.example");
    assertThat(endpoint.getMetadata()).containsEntry("a", "b");
    Header secret = endpoint.getHeaders().get(1);
    assertThat(secret.getSealed()).isTrue();
    assertThat(open(ByteBuffer.wrap(Base64.getDecoder().decode(secret.getValue()))))
        .isEqualTo("Bearer s3cret");
    assertThat(created.text()).doesNotContain("s3cret").doesNotContain(secret.getValue());
    assertThat(created.at("/headers/X-A/value")).isEqualTo("1");
    assertThat(created.json().at("/headers/Authorization/secret").asBoolean()).isTrue();
    assertThat(created.json().at("/headers/Authorization/value").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"max_in_flight\":0|/max_in_flight",
        "\"max_in_flight\":10001|/max_in_flight",
        "\"max_in_flight\":1e400|/max_in_flight",
        "\"max_in_flight\":\"5\"|/max_in_flight",
        "\"timeout_ms\":60001|/timeout_ms",
        "\"timeout_ms\":1.5|/timeout_ms",
        "\"rate_limit_per_second\":0|/rate_limit_per_second",
        "\"rate_limit_per_second\":-1|/rate_limit_per_second",
        "\"ordering\":\"random\"|/ordering",
        "\"ordering\":null|/ordering",
        "\"nonsense\":1|/nonsense",
        "\"filter\":{\"a\":1}|/filter",
        "\"retry\":\"nosuch\"|/retry",
        "\"alert_email\":\"nobody\"|/alert_email",
        "\"alert_email\":\"a@b\\n\"|/alert_email",
        "\"contract\":\"arka\"|/contract",
        "\"secret\":\"short\"|/secret",
        "\"metadata\":{\"a\":1}|/metadata/a",
        "\"status\":\"disabled\"|/status",
        "\"headers\":{\"Host\":\"x\"}|/headers/Host",
        "\"headers\":{\"content-length\":\"1\"}|/headers/content-length",
        "\"headers\":{\"Transfer-Encoding\":\"chunked\"}|/headers/Transfer-Encoding",
        "\"headers\":{\"Connection\":\"x\"}|/headers/Connection",
        "\"headers\":{\"aresgen-SIGNATURE\":\"x\"}|/headers/aresgen-SIGNATURE",
        "\"headers\":{\"Webhook-Id\":\"x\"}|/headers/Webhook-Id",
        "\"headers\":{\"webhook-anything\":\"x\"}|/headers/webhook-anything",
        "\"headers\":{\"X A\":\"x\"}|/headers/X A",
        "\"headers\":{\"\":\"x\"}|/headers/",
        "\"headers\":{\"X\":\"a\\r\\nHost: b\"}|/headers/X",
        "\"headers\":{\"X\":\"a\\n\"}|/headers/X",
        "\"headers\":{\"X\":\"\\u0000\"}|/headers/X",
        "\"headers\":{\"X\":\"\\u2028\"}|/headers/X",
        "\"headers\":{\"X\":{\"value\":\"a\\nb\",\"secret\":true}}|/headers/X/value",
        "\"headers\":{\"X\":{\"secret\":true}}|/headers/X/value",
        "\"headers\":{\"X\":\"a\",\"x\":\"b\"}|/headers/x",
      })
  void whatTheContractOrTheDescriptionForbidsIsRefusedWithItsPlace(String more, String pointer) {
    Answer refused = create(more).is(422);
    assertThat(refused.pointers()).contains(pointer);
    assertThat(api.parts.endpoints).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{}|/url",
        "{\"url\":\"https://a.example\"}|/events",
        "{\"url\":\"https://a.example\",\"events\":[]}|/events",
        "{\"url\":\"https://a.example\",\"events\":[\"a b\"]}|/events/0",
        "{\"url\":\"https://a.example\",\"events\":[\"*\",\"*\"]}|/events",
        "{\"url\":\"https://a.example\",\"events\":[\"chat.*.x\"]}|/events/0",
        "{\"url\":\"https://a.example\",\"events\":[\"*\",\"no.such.type\"]}|/events/1",
        "{\"url\":\"https://a.example\",\"events\":[\"nosuch.*\"]}|/events/0",
        "{\"url\":\"https://evil.example\",\"events\":[\"*\"]}|/url",
        "{\"url\":17,\"events\":[\"*\"]}|/url",
        "{\"url\":null,\"events\":[\"*\"]}|/url",
      })
  void aWebhookNeedsAUrlAndTypesThatExist(String body, String pointer) {
    assertThat(api.post("/v1/webhooks", key, body).is(422).pointers()).contains(pointer);
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    String body = "{\"url\":\"https://evil.example\",\"events\":[\"x.y\"],\"retry\":\"none\"}";
    assertThat(api.post("/v1/webhooks", key, body).is(422).pointers())
        .containsExactlyInAnyOrder("/url", "/events/0", "/retry");
  }

  @Test
  void aContractOfHttpsOnlyRefusesHttp() {
    String http = "{\"url\":\"http://a.example\",\"events\":[\"*\"]}";
    String arka = api.key("ws_1", "arka");
    assertThat(api.post("/v1/webhooks", arka, http).is(422).pointers()).containsExactly("/url");
  }

  @Test
  void aCallersOwnSecretFollowsTheContractsPolicyAndIsNeverShown() {
    String ainative = api.key("ws_1", "ainative");
    String body =
        "{\"url\":\"https://a.example\",\"events\":[\"memory.stored\"],\"secret\":\"%s\"}";
    assertThat(api.post("/v1/webhooks", ainative, body.formatted("short")).is(422).pointers())
        .containsExactly("/secret");
    Answer created = api.post("/v1/webhooks", ainative, body.formatted("long-enough")).is(201);
    assertThat(created.text()).doesNotContain("long-enough");
    assertThat(open(only().getSecrets().get(0).getSealed())).isEqualTo("long-enough");
    String patched = "/v1/webhooks/" + created.at("/id");
    api.patch(patched, ainative, "{\"secret\":null}").is(200);
    assertThat(only().getSecrets()).isEmpty();
  }

  @Test
  void whereSecretsAreOursACallersOwnIsRefused() {
    String body = HOOK.replace("}", ",\"secret\":\"mine-and-long-enough\"}");
    String arka = api.key("ws_1", "arka");
    assertThat(api.post("/v1/webhooks", arka, body).is(422).pointers()).containsExactly("/secret");
  }

  @Test
  void theStandardSecretHasItsForm() {
    String standard = api.key("ws_1", "standard");
    assertThat(api.post("/v1/webhooks", standard, HOOK).is(201).at("/secret")).startsWith("whsec_");
  }

  @Test
  void theOperatorSaysForWhomAndUnderWhichContract() {
    assertThat(api.post("/v1/webhooks", ApiFixture.OPERATOR, HOOK).is(400).at("/detail"))
        .contains("X-Workspace-Id");
    Answer standard =
        api.post("/v1/webhooks", ApiFixture.OPERATOR, HOOK, "X-Workspace-Id", "ws_9").is(201);
    assertThat(standard.at("/contract")).isEqualTo("standard");
    String named = "{\"url\":\"https://a.example\",\"events\":[\"*\"],\"contract\":\"%s\"}";
    assertThat(
            api.post(
                    "/v1/webhooks",
                    ApiFixture.OPERATOR,
                    named.formatted("hrizn"),
                    "X-Workspace-Id",
                    "ws_9")
                .is(201)
                .at("/contract"))
        .isEqualTo("hrizn");
    api.post("/v1/webhooks", ApiFixture.OPERATOR, named.formatted("no"), "X-Workspace-Id", "ws_9")
        .is(422);
    assertThat(api.parts.changes.get(0).getBy()).isEqualTo("operator");
  }

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
  void aPatchMergesAndNullClears() {
    String id =
        create(
                """
                "description":"d","max_in_flight":7,"metadata":{"a":"1","b":"2"},
                "headers":{"X-A":"1","X-S":{"value":"v","secret":true}}""")
            .is(201)
            .at("/id");
    Header secret = only().getHeaders().get(1);
    Answer patched =
        api.patch(
                "/v1/webhooks/" + id,
                key,
                """
                {"description":null,"metadata":{"a":null,"c":"3"},"ordering":null,
                 "headers":{"x-a":null,"X-S":{"secret":true},"X-B":"2"}}""")
            .is(200);
    assertThat(patched.json().at("/description").isNull()).isTrue();
    assertThat(patched.at("/max_in_flight")).isEqualTo("7");
    assertThat(patched.at("/revision")).isEqualTo("2");
    assertThat(only().getMetadata()).containsOnlyKeys("b", "c");
    assertThat(only().getHeaders()).containsExactly(secret, new Header("X-B", "2", false));
    api.patch("/v1/webhooks/" + id, key, "{\"headers\":null,\"metadata\":null}").is(200);
    assertThat(only().getHeaders()).isEmpty();
    assertThat(only().getMetadata()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"url\":null}|/url",
        "{\"url\":\"https://evil.example\"}|/url",
        "{\"events\":[]}|/events",
        "{\"secret\":null}|/secret",
        "{\"id\":\"wh_x\"}|/id",
        "{\"contract\":\"arka\"}|/contract",
        "{\"on_enable\":\"discard\"}|/on_enable",
        "{\"status\":\"paused\"}|/status",
        "{\"revision\":0}|/revision",
        "{\"headers\":{\"X-A\":{\"secret\":true}}}|/headers/X-A/value",
      })
  void aPatchThatIsWrongIsRefusedWithItsPlace(String body, String pointer) {
    String id = api.post("/v1/webhooks", key, HOOK).at("/id");
    assertThat(api.patch("/v1/webhooks/" + id, key, body).is(422).pointers()).contains(pointer);
  }

  @Test
  void aPatchToARevisionThatHasMovedOnIsRefused() {
    String path = "/v1/webhooks/" + api.post("/v1/webhooks", key, HOOK).at("/id");
    api.patch(path, key, "{\"revision\":1,\"description\":\"a\"}").is(200);
    api.patch(path, key, "{\"revision\":1,\"description\":\"b\"}").is(409);
    assertThat(only().getDescription()).isEqualTo("a");
  }

  @Test
  void aPatchWithoutRevisionIsMadeToWhateverIsThereNow() {
    String id = api.post("/v1/webhooks", key, HOOK).at("/id");
    int[] left = {3};
    api.parts.beforeChange =
        () -> {
          if (left[0]-- > 0) {
            api.parts.bump(id);
          }
        };
    assertThat(
            api.patch("/v1/webhooks/" + id, key, "{\"description\":\"a\"}").is(200).at("/revision"))
        .isEqualTo("5");
    api.parts.beforeChange = () -> api.parts.bump(id);
    api.patch("/v1/webhooks/" + id, key, "{\"description\":\"b\"}").is(409);
  }

  @Test
  void anOwnerDisablesAndEnables() {
    String path = "/v1/webhooks/" + api.post("/v1/webhooks", key, HOOK).at("/id");
    Answer disabled = api.patch(path, key, "{\"status\":\"disabled\"}").is(200);
    assertThat(disabled.at("/disabled_reason")).isEqualTo("by hand");
    assertThat(only().getDisabledAt()).isEqualTo(ApiFixture.NOW.toEpochMilli());
    api.patch(path, key, "{\"status\":\"enabled\",\"on_enable\":\"discard\"}").is(200);
    assertThat(only().getStatus()).isEqualTo(EndpointStatus.ENABLED);
    assertThat(only().getDisabledReason()).isNull();
    PutEndpoint put = (PutEndpoint) api.parts.changes.get(2).getAction();
    assertThat(put.getDiscardHeld()).isTrue();
    assertThat(put.getExpectedRevision()).isEqualTo(2);
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
    api.parts.lane = new LaneView(3, 12, 1_700_000_000_000L, 64);
    Answer read = api.get(path, key).is(200);
    assertThat(read.json().at("/health").toString())
        .isEqualTo(
            "{\"consecutive_failures\":3,\"success_rate_last_hour\":null,\"backlog\":12,"
                + "\"oldest_waiting_at\":\"2023-11-14T22:13:20Z\",\"window\":64}");
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
}
