package dev.hookstream.topology.contract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** One YAML file while it is read: its nodes with their lines, and the mistakes found so far. */
final class YamlFile {
  private final String name;
  private final List<ContractProblem> problems = new ArrayList<>();

  YamlFile(String name) {
    this.name = name;
  }

  /** The file's mapping; empty, and the reason noted, where the text is not one YAML mapping. */
  Optional<YamlMap> parse(String text) {
    try {
      @Nullable Node root = new Yaml(options()).compose(new java.io.StringReader(text));
      if (root instanceof MappingNode mapping) {
        return Optional.of(new YamlMap(this, mapping, "the file"));
      }
      problem(0, "the file is empty or is not a mapping of `key: value` lines");
    } catch (MarkedYAMLException e) {
      @Nullable Mark mark = e.getProblemMark();
      @Nullable String what = e.getProblem();
      problem(
          mark == null ? 0 : mark.getLine() + 1,
          "this is not YAML: " + (what == null ? e.getMessage() : what));
    } catch (YAMLException e) {
      problem(0, "this is not YAML: " + e.getMessage());
    }
    return Optional.empty();
  }

  /** Small limits: a contract is written by hand, and a file that unfolds without end is a trap. */
  private static LoaderOptions options() {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(10);
    options.setNestingDepthLimit(40);
    options.setCodePointLimit(2_000_000);
    return options;
  }

  String name() {
    return name;
  }

  void problem(int line, String reason) {
    problems.add(new ContractProblem(name, line, reason));
  }

  /** By line. */
  List<ContractProblem> problems() {
    return problems.stream().sorted(Comparator.comparingInt(ContractProblem::line)).toList();
  }

  boolean sound() {
    return problems.isEmpty();
  }

  static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
