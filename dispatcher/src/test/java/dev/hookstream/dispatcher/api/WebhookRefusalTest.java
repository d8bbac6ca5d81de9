package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookRefusalTest extends WebhookApi {
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
        "\"filter\":{\"a\":1}|/filter/a",
        "\"filter\":[]|/filter",
        "\"filter\":{\"any\":[{\"/a\":{\"gt\":\"x\"}}]}|/filter/any/0/~1a/gt",
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
}
