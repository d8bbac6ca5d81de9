package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.schemas.ApiKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every route of openapi.yaml with bodies, parameters and ids made from its schemas, some right and
 * some spoilt: none is a fault of ours, none hangs, and each answer is as the document says (the
 * fixture holds it against that). Bounded by a number of requests; the seed repeats a run.
 */
class RouteFuzzTest extends WebhookApi {
  private static final int REQUESTS_A_ROUTE = Integer.getInteger("fuzz.requests", 150);
  private static final long SEED = Long.getLong("fuzz.seed", 20260511);

  private static final Pattern PARAMETER = Pattern.compile("\\{\\w+}");

  private final JsonNode document = OpenApi.load().document();

  @Test
  void noRouteFailsWhateverItIsGiven() {
    String webhook = create("\"description\":\"there\"").at("/id");
    int[] taken = {0};
    for (Route route : api.server.routes()) {
      for (int i = 0; i < REQUESTS_A_ROUTE; i++) {
        long seed = SEED + i;
        Random random = new Random(seed * 31 + route.path().hashCode());
        GeneratedJson json = new GeneratedJson(document, random);
        JsonNode operation =
            document.path("paths").path(route.path()).path(route.method().toLowerCase(Locale.ROOT));
        String there = webhook;
        String path =
            PARAMETER
                    .matcher(route.path())
                    .replaceAll(named -> Matcher.quoteReplacement(id(random, there)))
                + query(operation, json);
        String body = body(operation, json, random);
        List<String> headers = new ArrayList<>();
        String by = random.nextInt(3) == 0 ? ApiFixture.OPERATOR : key;
        if (by.equals(ApiFixture.OPERATOR)) {
          headers.addAll(List.of("X-Workspace-Id", "ws_" + random.nextInt(3)));
        }
        Answer answer =
            api.send(
                route.method(),
                path,
                by,
                body == null ? null : body.getBytes(StandardCharsets.UTF_8),
                headers.toArray(String[]::new));
        assertThat(answer.status())
            .as("%s %s %s → %s (-Dfuzz.seed=%d)", route.method(), path, body, answer.text(), seed)
            .isLessThan(500);
        if (answer.status() < 300) {
          taken[0]++;
        }
      }
      // Whatever was erased or deleted is there again for the next route.
      if (api.parts.endpoints.isEmpty() || api.parts.keys.isEmpty()) {
        api.parts.keys.put(Keys.hash(key), again());
        webhook = create("\"description\":\"there\"").at("/id");
      }
    }
    assertThat(taken[0]).as("requests that are taken").isGreaterThan(REQUESTS_A_ROUTE);
  }

  private static ApiKey again() {
    return new ApiKey(
        "key_again", "ws_1", "aresgen", null, List.of("read", "manage", "publish"), 1L);
  }

  private static String id(Random random, String webhook) {
    return switch (random.nextInt(4)) {
      case 0 -> "x".repeat(1 + random.nextInt(300));
      case 1 -> encoded("%s\u0000é.. ".formatted(random.nextInt()));
      default -> webhook;
    };
  }

  private static String query(JsonNode operation, GeneratedJson json) {
    StringBuilder query = new StringBuilder();
    for (JsonNode given : operation.path("parameters")) {
      JsonNode parameter = json.resolved(given);
      if (parameter.path("in").asText().equals("query") && json.sometimes(2)) {
        query
            .append(query.isEmpty() ? '?' : '&')
            .append(parameter.path("name").asText())
            .append('=')
            .append(encoded(json.of(parameter.path("schema")).replace("\"", "")));
      }
    }
    return query.toString();
  }

  private static @Nullable String body(JsonNode operation, GeneratedJson json, Random random) {
    JsonNode schema =
        operation.path("requestBody").path("content").path("application/json").path("schema");
    if (schema.isMissingNode()) {
      return random.nextInt(20) == 0 ? "{}" : null;
    }
    return random.nextInt(20) == 0 ? null : json.of(schema);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
