package dev.hookstream.topology.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The value of one key. Each reader notes what is wrong and goes on with a stand-in, so that one
 * start shows all mistakes. Text is what was written: {@code on}, {@code 0.0382} and {@code
 * 2025-01-01} are text here, whatever YAML 1.1 makes of them.
 */
final class YamlValue {
  private final YamlFile file;
  private final ScalarNode key;
  private final Node node;

  YamlValue(YamlFile file, ScalarNode key, Node node) {
    this.file = file;
    this.key = key;
    this.node = node;
  }

  String key() {
    return key.getValue();
  }

  /** The line of the key. */
  int line() {
    return YamlFile.line(key);
  }

  void problem(String reason) {
    file.problem(line(), reason);
  }

  boolean isText() {
    return node instanceof ScalarNode;
  }

  String text() {
    if (!(node instanceof ScalarNode scalar)) {
      problem("`" + key() + "` must be text, and is " + kind(node));
      return "";
    }
    if (scalar.isPlain() && scalar.getValue().isEmpty()) {
      problem("`" + key() + "` has no value; write '' for an empty text");
    }
    return scalar.getValue();
  }

  boolean flag() {
    String text = text();
    if (!text.equals("true") && !text.equals("false")) {
      problem("`" + key() + "` must be true or false, and is `" + text + "`");
    }
    return text.equals("true");
  }

  int number(int least, int most) {
    return number(key(), text(), least, most);
  }

  private int number(String called, String text, int least, int most) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, together with the bounds.
    }
    problem(
        "`%s` must be a whole number from %d to %d, and is `%s`"
            .formatted(called, least, most, text));
    return least;
  }

  List<Integer> numbers(int least, int most) {
    return texts().stream().map(text -> number(key(), text, least, most)).toList();
  }

  <T> T choice(Map<String, T> choices, T otherwise) {
    String text = text();
    if (choices.containsKey(text)) {
      return choices.get(text);
    }
    problem("`" + key() + "` cannot be `" + text + "`" + Nearest.hint(text, choices.keySet()));
    return otherwise;
  }

  /** What {@code parse} makes of the text, where an IllegalArgumentException is a mistake. */
  <T> T parsed(T otherwise, Function<String, T> parse) {
    return parsed(text(), otherwise, parse);
  }

  private <T> T parsed(String text, T otherwise, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      problem("`" + key() + "`: " + e.getMessage());
      return otherwise;
    }
  }

  Duration duration() {
    return parsed(Duration.ofSeconds(1), Durations::parse);
  }

  List<Duration> durations() {
    return texts().stream()
        .map(text -> parsed(text, Duration.ofSeconds(1), Durations::parse))
        .toList();
  }

  List<String> texts() {
    if (!(node instanceof SequenceNode sequence)) {
      problem("`" + key() + "` must be a list, and is " + kind(node));
      return List.of();
    }
    return sequence.getValue().stream().map(item -> new YamlValue(file, key, item).text()).toList();
  }

  /** The mapping below this key; empty, and noted, where it is something else. */
  Optional<YamlMap> map() {
    if (node.isTwoStepsConstruction()) {
      problem("`" + key() + "` refers to itself");
      return Optional.empty();
    }
    if (node instanceof MappingNode mapping) {
      return Optional.of(new YamlMap(file, mapping, "`" + key() + "`"));
    }
    problem("`" + key() + "` must be a mapping, and is " + kind(node));
    return Optional.empty();
  }

  /** This value as JSON; a mistake in it is noted with its own line. */
  JsonNode json() {
    return new YamlJson(file).read(node);
  }

  private static String kind(Node node) {
    return switch (node.getNodeId()) {
      case mapping -> "a mapping";
      case sequence -> "a list";
      default -> "text";
    };
  }
}
