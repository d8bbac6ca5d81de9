package dev.hookstream.dispatcher.guarantee;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The queries of Grafana's boards, with what a person would have chosen in their variables. */
final class Boards {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A query of a panel.
   *
   * @param where board and panel, for people
   */
  record Query(String board, String where, String expression) {}

  private Boards() {}

  /** All of them, in the order of the boards. */
  static List<Query> read(Collection<Path> files) throws IOException {
    List<Query> queries = new ArrayList<>();
    for (Path file : files) {
      JsonNode board = JSON.readTree(file.toFile());
      collect(board.path("title").asText(), board.path("panels"), queries);
    }
    return queries;
  }

  private static void collect(String board, JsonNode panels, List<Query> queries) {
    for (JsonNode panel : panels) {
      for (JsonNode target : panel.path("targets")) {
        String expression = target.path("expr").asText();
        if (!expression.isBlank()) {
          String where = board + ": " + panel.path("title").asText();
          queries.add(new Query(board, where, expression));
        }
      }
      collect(board, panel.path("panels"), queries);
    }
  }

  /**
   * An expression as Prometheus takes it.
   *
   * @param endpoint the webhook that is looked at, of the first workspace
   */
  static String filled(String expression, String endpoint, long rangeSeconds) {
    Map<String, String> values = new LinkedHashMap<>();
    // The longer name first, where another one begins as it does.
    values.put("__rate_interval", "15s");
    values.put("__range", rangeSeconds + "s");
    values.put("workspace", Plan.workspace(0));
    values.put("endpoint", endpoint);
    values.put("instance", ".*");
    values.put("topic", ".*");
    values.put("job", "hookstream");
    String filled = expression;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled =
          filled
              .replace("${" + value.getKey() + "}", value.getValue())
              .replace("$" + value.getKey(), value.getValue());
    }
    return filled;
  }
}
