package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.topology.log.LogFigures;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a list of webhooks is made with: search, the last day, contracts, URLs looked at. */
class ListRoutesTest {
  private final ApiFixture api = new ApiFixture();
  private final String key = api.key("ws_1", "aresgen");

  @AfterEach
  void close() {
    api.close();
  }

  private String webhook(String url, String events, String description) {
    return api.post(
            "/v1/webhooks",
            key,
            "{\"url\":\"%s\",\"events\":[\"%s\"],\"description\":\"%s\"}"
                .formatted(url, events, description))
        .is(201)
        .at("/id");
  }

  @ParameterizedTest
  @CsvSource({
    "q=crm,1",
    "q=CRM,1",
    "q=example.com,3",
    "q=example%20chatbot,2",
    "q=wh_,3",
    "q=nothing,0",
    "q=%20,3",
    "status=enabled,2",
    "status=disabled,1",
    "status=disabled&q=crm,0",
  })
  void aListIsSearched(String query, int expected) {
    webhook("https://crm.example.com/h", "chatbot.*", "");
    webhook("https://b.example.com/h", "*", "The ledger");
    String off = webhook("https://c.example.com/h", "chatbot.csat.received", "");
    api.patch("/v1/webhooks/" + off, key, "{\"status\":\"disabled\"}").is(200);
    assertThat(api.get("/v1/webhooks?" + query, key).is(200).json().at("/data")).hasSize(expected);
  }

  @Test
  void whatIsSearchedIsPaged() {
    for (int i = 0; i < 5; i++) {
      webhook("https://example.com/odd" + i % 2, "*", "");
    }
    Answer first = api.get("/v1/webhooks?q=odd0&limit=2", key).is(200);
    assertThat(first.json().at("/data")).hasSize(2);
    Answer second =
        api.get("/v1/webhooks?q=odd0&limit=2&cursor=" + first.at("/next_cursor"), key).is(200);
    assertThat(second.json().at("/data")).hasSize(1);
    assertThat(second.json().at("/next_cursor").isNull()).isTrue();
    api.get("/v1/webhooks?status=down", key).is(400);
  }

  @Test
  void theLastDayOfSeveralHourByHour() {
    String one = webhook("https://example.com/1", "*", "");
    String two = webhook("https://example.com/2", "*", "");
    api.parts.log.figures =
        List.of(
            new LogFigures(0, 10, 2, 0, 0, null, null), new LogFigures(1, 0, 1, 0, 0, null, null));
    Answer stats =
        api.get("/v1/webhooks/stats?ids=" + one + ",wh_none," + two + "," + one, key).is(200);
    assertThat(stats.at("/since")).isEqualTo("2026-05-10T09:00:00Z");
    assertThat(stats.json().at("/data").toString())
        .isEqualTo(
            ("[{\"webhook_id\":\"%s\",\"delivered\":[10,0],\"failed_attempts\":[2,1]},"
                    + "{\"webhook_id\":\"%s\",\"delivered\":[10,0],\"failed_attempts\":[2,1]}]")
                .formatted(one, two));
    String other = api.key("ws_1", "arka");
    assertThat(api.get("/v1/webhooks/stats?ids=" + one, other).is(200).json().at("/data"))
        .isEmpty();
    assertThat(api.get("/v1/webhooks/stats", key).is(200).json().at("/data")).hasSize(2);
    api.get("/v1/webhooks/stats?ids=" + "a,b,".repeat(60) + "c".repeat(3), key).is(200);
    StringBuilder many = new StringBuilder("x");
    for (int i = 0; i < 100; i++) {
      many.append(",y").append(i);
    }
    assertThat(api.get("/v1/webhooks/stats?ids=" + many, key).is(400).pointers())
        .containsExactly("ids");
  }

  @Test
  void aKeySeesItsContractAndTheOperatorAll() {
    Answer own = api.get("/v1/contracts", key).is(200);
    assertThat(own.json().at("/data")).hasSize(1);
    assertThat(own.at("/data/0/name")).isEqualTo("aresgen");
    assertThat(own.at("/data/0/signature/signed")).isEqualTo("{timestamp}.{body}");
    assertThat(own.at("/data/0/signature/headers/0/name")).isEqualTo("Aresgen-Signature");
    assertThat(
            api.get("/v1/contracts", ApiFixture.OPERATOR)
                .is(200)
                .json()
                .at("/data")
                .findValuesAsText("name"))
        .contains("standard", "hrizn", "arka");
  }

  @Test
  void aUrlIsLookedAtBeforeItIsRegistered() {
    String path = "/v1/webhooks/check-url";
    assertThat(api.post(path, key, "{\"url\":\"https://example.com\"}").is(200).at("/ok"))
        .isEqualTo("true");
    Answer bad = api.post(path, key, "{\"url\":\"https://evil.example.com\"}").is(200);
    assertThat(bad.at("/ok")).isEqualTo("false");
    assertThat(bad.at("/problem")).isEqualTo("points at a private address");
    // The contract has a word in it too.
    assertThat(
            api.post(path, api.key("ws_1", "ainative"), "{\"url\":\"http://example.com\"}")
                .at("/ok"))
        .isEqualTo("false");
    api.post(path, key, "{}").is(422);
    api.post(path, api.key("ws_1", "aresgen", "read"), "{\"url\":\"https://a.b\"}").is(403);
  }

  @Test
  void aTypeThatNoWildcardReachesSaysSo() {
    Answer types = api.get("/v1/event-types", api.key("ws_1", "hrizn")).is(200);
    types
        .json()
        .at("/data")
        .forEach(
            type ->
                assertThat(type.path("named_only").asBoolean())
                    .as(type.path("type").asText())
                    .isEqualTo(type.path("type").asText().equals("content.progress")));
  }
}
