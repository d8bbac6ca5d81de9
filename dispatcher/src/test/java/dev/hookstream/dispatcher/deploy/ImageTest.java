package dev.hookstream.dispatcher.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static String dockerfile = "";

  @BeforeAll
  static void read() throws IOException {
    dockerfile =
        Files.readString(Deploy.FOLDER.resolve("Dockerfile")).replaceAll("\\\\\\R\\s*", " ");
  }

  private static String instruction(String name) {
    List<String> found =
        Pattern.compile("(?m)^" + name + " (.*)$")
            .matcher(dockerfile)
            .results()
            .map(one -> one.group(1))
            .toList();
    return found.get(found.size() - 1);
  }

  @Test
  void the_process_gets_signals_itself_and_is_not_root() throws IOException {
    assertThat(JSON.readTree(instruction("ENTRYPOINT")).path(0).asText()).isEqualTo("java");
    assertThat(instruction("USER")).matches("[1-9][0-9]*:[1-9][0-9]*");
  }

  @Test
  void its_health_check_and_its_command_are_ours() throws IOException {
    JsonNode health = JSON.readTree(instruction("HEALTHCHECK").replaceFirst(".*CMD ", ""));
    assertThat(health.path(0).asText()).isEqualTo("hookstream");
    List<String> command = Deploy.list(health);
    Deploy.parse(command.subList(1, command.size()));
    Deploy.parse(Deploy.list(JSON.readTree(instruction("CMD"))));
  }

  @Test
  void its_settings_are_ours_and_state_is_kept_in_the_volume(@TempDir Path temporary)
      throws IOException {
    Map<String, String> variables = new HashMap<>();
    variables.put("HOOKSTREAM_KAFKA_BOOTSTRAP_SERVERS", "kafka:9092");
    Pattern.compile("(HOOKSTREAM_[A-Z_]+)=(\\S+)")
        .matcher(instruction("ENV"))
        .results()
        .forEach(one -> variables.put(one.group(1), one.group(2)));
    var config = Deploy.settings(variables, temporary);
    assertThat(config.topology().stateDir()).startsWithRaw(Path.of(instruction("VOLUME")));
    assertThat(config.log().stateDir()).startsWithRaw(Path.of(instruction("VOLUME")));
    assertThat(instruction("EXPOSE")).isEqualTo(Integer.toString(config.http().port()));
  }

  @Test
  void the_versions_are_the_build_s() throws IOException {
    String pom = Files.readString(Deploy.ROOT.resolve("pom.xml"));
    MatchResult version =
        Pattern.compile("<version>(.*)</version>").matcher(pom).results().findFirst().orElseThrow();
    assertThat(dockerfile).contains("ARG VERSION=" + version.group(1) + "\n");
    assertThat(Files.readString(Deploy.ROOT.resolve("docker-compose.yml")))
        .contains("image: hookstream:" + version.group(1) + "\n");
    for (Path file : Deploy.yaml(Deploy.FOLDER.resolve("kubernetes"))) {
      Deploy.document(file)
          .path("images")
          .forEach(
              image ->
                  assertThat(image.path("newTag").asText())
                      .as(file.toString())
                      .isEqualTo(version.group(1)));
    }
  }

  @Test
  void what_the_build_copies_is_in_the_repository() {
    Pattern.compile("deploy/[a-z./]+")
        .matcher(dockerfile)
        .results()
        .map(MatchResult::group)
        .forEach(file -> assertThat(Deploy.ROOT.resolve(file)).exists());
  }
}
