package dev.hookstream.topology.contract;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A mapping, read key by key. It remembers which keys it was asked for, so that {@link #done} can
 * name those that nobody knows.
 */
final class YamlMap {
  private final YamlFile file;
  private final MappingNode node;
  private final String called;
  private final Map<String, YamlValue> values = new LinkedHashMap<>();
  private final Set<String> asked = new LinkedHashSet<>();

  /**
   * @param called what a message calls this mapping, for example {@code signature}
   */
  YamlMap(YamlFile file, MappingNode node, String called) {
    this.file = file;
    this.node = node;
    this.called = called;
    for (NodeTuple tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        file.problem(YamlFile.line(tuple.getKeyNode()), "a key must be plain text");
        continue;
      }
      YamlValue value = new YamlValue(file, key, tuple.getValueNode());
      @Nullable YamlValue first = values.putIfAbsent(key.getValue(), value);
      if (first != null) {
        value.problem("`" + key.getValue() + "` is here twice, first in line " + first.line());
      }
    }
  }

  int line() {
    return YamlFile.line(node);
  }

  void problem(String reason) {
    file.problem(line(), called + ": " + reason);
  }

  /** All values by key, in the file's order; for a mapping whose keys are the writer's own. */
  Map<String, YamlValue> all() {
    asked.addAll(values.keySet());
    return values;
  }

  boolean has(String key) {
    asked.add(key);
    return values.containsKey(key);
  }

  Optional<YamlValue> get(String key) {
    asked.add(key);
    return Optional.ofNullable(values.get(key));
  }

  /** What {@code read} makes of a key that must be there; {@code otherwise} after noting it. */
  <T> T need(String key, T otherwise, Function<YamlValue, T> read) {
    Optional<YamlValue> value = get(key);
    if (value.isEmpty()) {
      problem("`" + key + "` is missing");
      return otherwise;
    }
    return read.apply(value.get());
  }

  /** What {@code read} makes of a key that may be left out. */
  <T> T maybe(String key, T otherwise, Function<YamlValue, T> read) {
    return get(key).map(read).orElse(otherwise);
  }

  /** Call last: notes every key that was not asked for. */
  void done() {
    for (Map.Entry<String, YamlValue> entry : values.entrySet()) {
      if (!asked.contains(entry.getKey())) {
        String hint = Nearest.hint(entry.getKey(), asked);
        entry.getValue().problem(called + " has no key `" + entry.getKey() + "`" + hint);
      }
    }
  }
}
