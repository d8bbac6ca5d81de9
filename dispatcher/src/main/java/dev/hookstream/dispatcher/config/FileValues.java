package dev.hookstream.dispatcher.config;

import dev.hookstream.topology.contract.Nearest;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Takes a settings file apart into keys and texts, each with its line. */
final class FileValues {
  private final String file;
  private final Map<String, Given> values;
  private final List<String> problems;

  private FileValues(String file, Map<String, Given> values, List<String> problems) {
    this.file = file;
    this.values = values;
    this.problems = problems;
  }

  /**
   * Reads a file's text.
   *
   * @param file its name, for messages
   * @param values takes what is found, a map's entries as {@code setting.entry}
   * @param problems takes what is wrong
   */
  static void read(String file, String yaml, Map<String, Given> values, List<String> problems) {
    FileValues reader = new FileValues(file, values, problems);
    try {
      LoaderOptions options = new LoaderOptions();
      options.setAllowDuplicateKeys(false);
      Node root = new Yaml(options).compose(new StringReader(yaml));
      if (root instanceof MappingNode mapping) {
        reader.mapping("", mapping);
      } else if (root != null) {
        problems.add(reader.at(root) + "settings are expected, as `key: value`");
      }
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      problems.add(file + ", line " + line + ": no YAML: " + e.getProblem());
    }
  }

  private void mapping(String prefix, MappingNode mapping) {
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode name)) {
        problems.add(at(entry.getKeyNode()) + "a key must be a word");
        continue;
      }
      String key = prefix + name.getValue();
      Setting setting = Settings.BY_KEY.get(key);
      Node value = entry.getValueNode();
      if (setting != null) {
        take(setting, value);
      } else if (isGroup(key) && value instanceof MappingNode group) {
        mapping(key + ".", group);
      } else if (isGroup(key)) {
        problems.add(at(value) + "`" + key + "` takes settings below it");
      } else {
        problems.add(
            at(name)
                + "unknown setting `"
                + key
                + "`"
                + Nearest.hint(key, Settings.BY_KEY.keySet()));
      }
    }
  }

  private void take(Setting setting, Node value) {
    String key = setting.key();
    if (setting.kind() == Setting.Kind.MAP) {
      entries(key, value);
    } else if (setting.kind() == Setting.Kind.LIST && value instanceof SequenceNode sequence) {
      List<String> texts = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        if (item instanceof ScalarNode scalar) {
          texts.add(scalar.getValue());
        } else {
          problems.add(at(item) + "`" + key + "` takes a list of words");
        }
      }
      values.put(key, new Given(String.join(",", texts), origin(value)));
    } else if (value instanceof ScalarNode scalar) {
      values.put(key, new Given(scalar.getValue(), origin(value)));
    } else {
      problems.add(at(value) + "`" + key + "` takes one value");
    }
  }

  private void entries(String key, Node value) {
    if (!(value instanceof MappingNode mapping)) {
      problems.add(at(value) + "`" + key + "` takes entries of `name: value`");
      return;
    }
    for (NodeTuple entry : mapping.getValue()) {
      if (entry.getKeyNode() instanceof ScalarNode name
          && entry.getValueNode() instanceof ScalarNode text) {
        values.put(key + "." + name.getValue(), new Given(text.getValue(), origin(text)));
      } else {
        problems.add(at(entry.getKeyNode()) + "`" + key + "` takes entries of `name: value`");
      }
    }
  }

  private static boolean isGroup(String key) {
    return Settings.BY_KEY.keySet().stream().anyMatch(known -> known.startsWith(key + "."));
  }

  private String origin(Node node) {
    return file + ", line " + (node.getStartMark().getLine() + 1);
  }

  private String at(Node node) {
    return origin(node) + ": ";
  }
}
