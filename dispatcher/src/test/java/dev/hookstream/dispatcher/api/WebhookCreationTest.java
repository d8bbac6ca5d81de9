package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Header;
import dev.hookstream.schemas.Ordering;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class WebhookCreationTest extends WebhookApi {
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
                "timeout_ms":1500,"max_wait_hours":5,"stop_at_dead_letter":true,"metadata":{"a":"b"},"alert_email":"a@b.example","retry":"arka",
                "headers":{"X-A":"1","Authorization":{"value":"Bearer s3cret","secret":true}}""")
            .is(201);
    Endpoint endpoint = only();
    assertThat(endpoint.getOrdering()).isEqualTo(Ordering.STRICT);
    assertThat(endpoint.getMaxInFlight()).isEqualTo(7);
    assertThat(endpoint.getRateLimitPerSecond()).isEqualTo(2.5);
    assertThat(endpoint.getTimeoutMs()).isEqualTo(1500);
    assertThat(endpoint.getMaxWaitMs()).isEqualTo(5 * 3_600_000L);
    assertThat(created.at("/max_wait_hours")).isEqualTo("5");
    assertThat(endpoint.getStopAtDeadLetter()).isTrue();
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
}
