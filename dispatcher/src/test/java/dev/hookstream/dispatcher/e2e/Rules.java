package dev.hookstream.dispatcher.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** The rules for Prometheus, as their file says them. */
final class Rules {
  static final Path FILE =
      Path.of("..", "deploy", "prometheus", "rules", "hookstream.yml").toAbsolutePath().normalize();

  /** An alert, or (without labels and annotations) a query that is recorded. */
  record Rule(
      String name,
      boolean alert,
      String expression,
      Map<String, String> labels,
      Map<String, String> annotations) {}

  private Rules() {}

  static List<Rule> all() throws IOException {
    List<Rule> rules = new ArrayList<>();
    Map<String, List<Map<String, Object>>> file = new Yaml().load(Files.readString(FILE));
    for (Map<String, Object> group : Objects.requireNonNull(file.get("groups"))) {
      for (Map<String, Object> rule : maps(group.get("rules"))) {
        boolean alert = rule.containsKey("alert");
        rules.add(
            new Rule(
                String.valueOf(rule.get(alert ? "alert" : "record")),
                alert,
                String.valueOf(rule.get("expr")),
                strings(rule.get("labels")),
                strings(rule.get("annotations"))));
      }
    }
    return rules;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> maps(@Nullable Object yaml) {
    return (List<Map<String, Object>>) Objects.requireNonNull(yaml);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, String> strings(@Nullable Object yaml) {
    return yaml == null ? Map.of() : (Map<String, String>) yaml;
  }
}
