package dev.hookstream.dispatcher.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A Grafana board, as its file says it. */
record Board(String file, JsonNode json) {
  private static final Path FOLDER = Path.of("..", "deploy", "grafana", "boards");

  /** One that asks Prometheus for something, and where it stands. */
  record Query(Board board, String where, String expression, boolean atOneTime, String repeat) {
    String place() {
      return board.file() + ", " + where;
    }

    @Override
    public String toString() {
      return place() + ": " + expression;
    }
  }

  static List<Board> all() throws IOException {
    List<Board> boards = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".json")).sorted().toList()) {
        boards.add(
            new Board(file.getFileName().toString(), new ObjectMapper().readTree(file.toFile())));
      }
    }
    return boards;
  }

  String uid() {
    return json.path("uid").asText();
  }

  /** All of them, rows too. */
  List<JsonNode> panels() {
    List<JsonNode> panels = new ArrayList<>();
    for (JsonNode panel : json.path("panels")) {
      panels.add(panel);
      panel.path("panels").forEach(panels::add);
    }
    return panels;
  }

  /** Those that Grafana asks Prometheus for, in their order. */
  List<JsonNode> variables() {
    List<JsonNode> variables = new ArrayList<>();
    for (JsonNode variable : json.path("templating").path("list")) {
      if (variable.path("type").asText().equals("query")) {
        variables.add(variable);
      }
    }
    return variables;
  }

  /** Of all panels and annotations. */
  List<Query> queries() {
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : panels()) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(
            new Query(
                this,
                panel.path("title").asText() + " " + target.path("refId").asText(),
                target.path("expr").asText(),
                target.path("instant").asBoolean(),
                panel.path("repeat").asText()));
      }
    }
    for (JsonNode annotation : json.path("annotations").path("list")) {
      if (annotation.has("expr")) {
        String where = "annotation " + annotation.path("name").asText();
        queries.add(new Query(this, where, annotation.path("expr").asText(), false, ""));
      }
    }
    return queries;
  }
}
