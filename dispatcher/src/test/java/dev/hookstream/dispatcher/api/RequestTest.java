package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a request is told with its place, on every route that takes a body. */
class RequestTest extends WebhookApi {
  /** Each with a body that it takes. */
  static List<String> routes() {
    return List.of(
        "POST /v1/api-keys {\"workspace_id\":\"ws_1\",\"contract\":\"arka\"}",
        "POST /v1/webhooks " + HOOK,
        "PATCH /v1/webhooks/ID {\"description\":\"x\"}",
        "POST /v1/webhooks/ID/test {\"type\":\"voice.trained\"}",
        "POST /v1/webhooks/ID/rotate-secret {\"grace_seconds\":1}",
        "POST /v1/events {\"type\":\"voice.trained\",\"data\":{}}",
        "POST /v1/events/dry-run {\"type\":\"voice.trained\",\"data\":{}}",
        "POST /v1/events/batch {\"events\":[{\"type\":\"voice.trained\",\"data\":{}}]}");
  }

  private Answer send(String route, String body) {
    String[] parts = route.split(" ", 3);
    String id = api.parts.endpoints.isEmpty() ? create("\"retry\":null").at("/id") : only().getId();
    String by = parts[1].contains("api-keys") ? ApiFixture.OPERATOR : key;
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return api.send(parts[0], parts[1].replace("ID", id), by, bytes);
  }

  private static String body(String route) {
    return route.split(" ", 3)[2];
  }

  private static String with(String route, String more) {
    String good = body(route);
    return good.substring(0, good.length() - 1) + "," + more + "}";
  }

  @ParameterizedTest
  @MethodSource("routes")
  void theGoodBodyIsTaken(String route) {
    assertThat(send(route, body(route)).status()).isBetween(200, 299);
  }

  @ParameterizedTest
  @MethodSource("routes")
  void anUnknownFieldIsNamed(String route) {
    assertThat(send(route, with(route, "\"a/b~c\":1")).is(422).pointers())
        .containsExactly("/a~1b~0c");
  }

  @ParameterizedTest
  @MethodSource("routes")
  void aKeyThatIsThereTwiceIsNamed(String route) {
    String first = body(route).replaceAll("^\\{\"(\\w+)\".*", "$1");
    assertThat(send(route, with(route, "\"" + first + "\":1")).is(400).pointers())
        .containsExactly("/" + first);
  }

  @ParameterizedTest
  @MethodSource("routes")
  void whatIsNestedTooDeepIsNamed(String route) {
    String deep = "\"deep\":{\"x\":" + "[".repeat(300) + "]".repeat(300) + "}";
    List<String> pointers = send(route, with(route, deep)).is(400).pointers();
    assertThat(pointers).hasSize(1);
    assertThat(pointers.get(0)).startsWith("/deep/x/0/0");
  }

  @ParameterizedTest
  @MethodSource("routes")
  void whatIsNoObjectIsRefused(String route) {
    for (String wrong : List.of("[]", "17", "null", "\"x\"", "true")) {
      assertThat(send(route, wrong).is(422).pointers()).contains("");
    }
    assertThat(send(route, "{\"x\":").is(400).pointers()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "1|/url",
        "2|/events",
        "3|/headers/X-A",
        "4|/metadata/a",
        "5|/max_in_flight",
        "6|/rate_limit_per_second",
        "7|/description",
        "8|/stop_at_dead_letter",
        "9|/filter",
        "10|/headers",
        "11|/events/1",
        "12|/timeout_ms",
        "13|/status",
        "14|/rate_limit_per_second",
      })
  void aWrongTypeIsNamed(int number, String pointer) {
    List<String> wrong =
        List.of(
            "\"url\":1",
            "\"events\":\"*\"",
            "\"headers\":{\"X-A\":7}",
            "\"metadata\":{\"a\":{}}",
            "\"max_in_flight\":1.5",
            "\"rate_limit_per_second\":\"4\"",
            "\"description\":[]",
            "\"stop_at_dead_letter\":\"true\"",
            "\"filter\":\"x\"",
            "\"headers\":[]",
            "\"events\":[\"*\",null]",
            "\"timeout_ms\":1e3000",
            "\"status\":1e999",
            "\"rate_limit_per_second\":-1e999");
    String route = "PATCH /v1/webhooks/ID {}";
    assertThat(send(route, "{" + wrong.get(number - 1) + "}").is(422).pointers())
        .isNotEmpty()
        .allMatch(found -> found.startsWith(pointer));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/webhooks?limit=0", "/v1/webhooks?limit=x", "/v1/audit?limit=251"})
  void aWrongParameterIsNamed(String path) {
    assertThat(api.get(path, key).is(400).pointers()).containsExactly("limit");
  }
}
