package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A board's variables, with what somebody could choose for them in Grafana. */
final class BoardScopes {
  private static final Pattern VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)");

  /** What Grafana would say with the scrape interval of the data source that is provisioned. */
  private static final String RATE_INTERVAL = "20s";

  private BoardScopes() {}

  /** Every choice; a variable that may be all is all, unless a panel is repeated for it. */
  static List<Map<String, String>> of(Board board, String repeat, Prometheus prometheus)
      throws Exception {
    List<Map<String, String>> scopes = List.of(Map.of());
    for (JsonNode variable : board.variables()) {
      String name = variable.path("name").asText();
      List<Map<String, String>> more = new ArrayList<>();
      for (Map<String, String> scope : scopes) {
        List<String> values = values(variable, scope, prometheus);
        if (!name.equals(repeat) && variable.path("includeAll").asBoolean()) {
          values = values.isEmpty() ? values : List.of(variable.path("allValue").asText());
        }
        for (String value : values) {
          Map<String, String> one = new HashMap<>(scope);
          one.put(name, value);
          more.add(one);
        }
      }
      scopes = more;
    }
    return scopes;
  }

  private static List<String> values(
      JsonNode variable, Map<String, String> scope, Prometheus prometheus) throws Exception {
    String query = variable.path("query").path("query").asText();
    Matcher values = VALUES.matcher(query);
    assertThat(values.matches()).as(query).isTrue();
    return prometheus.values(values.group(2), filled(values.group(1), scope, prometheus.seconds()));
  }

  /** A query with the variables replaced as Grafana replaces them. */
  static String filled(String expression, Map<String, String> scope, long rangeSeconds) {
    String filled =
        expression
            .replace("$__rate_interval", RATE_INTERVAL)
            .replace("$__range", rangeSeconds + "s");
    for (Map.Entry<String, String> one : scope.entrySet()) {
      filled = filled.replace("$" + one.getKey(), one.getValue());
    }
    assertThat(filled).as("a variable that the board does not have").doesNotContain("$");
    return filled;
  }
}
