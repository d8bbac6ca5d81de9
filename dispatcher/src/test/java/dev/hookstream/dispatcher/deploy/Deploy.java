package dev.hookstream.dispatcher.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hookstream.dispatcher.cli.HookstreamCommand;
import dev.hookstream.dispatcher.config.Config;
import dev.hookstream.dispatcher.config.ConfigReader;
import dev.hookstream.topology.secret.Keyring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine;

/** The repository's files, read. */
final class Deploy {
  static final Path ROOT = Path.of("..");
  static final Path FOLDER = ROOT.resolve("deploy");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Deploy() {}

  /** Every document of a YAML file, anchors and merges resolved; a key that comes twice fails. */
  static List<JsonNode> documents(Path file) throws IOException {
    return documents(Files.readString(file));
  }

  /** As {@link #documents(Path)}, of a text. */
  static List<JsonNode> documents(String text) {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    List<JsonNode> documents = new ArrayList<>();
    new Yaml(new SafeConstructor(strict))
        .loadAll(text)
        .forEach(document -> documents.add(JSON.valueToTree(document)));
    return documents;
  }

  static JsonNode document(Path file) throws IOException {
    return documents(file).get(0);
  }

  /** All YAML files below a folder. */
  static List<Path> yaml(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  /**
   * Reads settings from variables as an instance would; what the secrets' files hold is made up.
   */
  static Config settings(Map<String, String> variables, Path temporary) throws IOException {
    Map<String, String> given = new HashMap<>(variables);
    given.put(
        "HOOKSTREAM_KEYSET_FILE",
        Files.writeString(temporary.resolve("keyset.json"), Keyring.generateJson()).toString());
    given.put(
        "HOOKSTREAM_OPERATOR_KEY_FILE",
        Files.writeString(temporary.resolve("operator-key"), "a-key-of-the-tests\n").toString());
    return ConfigReader.read(null, given);
  }

  /** Parses a command line of ours without running it. */
  static void parse(List<String> arguments) {
    var unused =
        new CommandLine(new HookstreamCommand()).parseArgs(arguments.toArray(String[]::new));
  }

  static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new HashMap<>();
    object.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  static List<String> list(JsonNode array) {
    List<String> list = new ArrayList<>();
    array.forEach(item -> list.add(item.asText()));
    return list;
  }
}
