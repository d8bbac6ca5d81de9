package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hookstream.dispatcher.testing.TestBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands in a pseudo-terminal, which {@code script} of util-linux makes. */
class TerminalCommandsTest {
  @TempDir static Path folder;

  private static final Receiver RECEIVER = new Receiver();
  private static RunningInstance instance;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "there is no script here");
    instance = new RunningInstance(TestBroker.settings(), folder).start();
    for (int i = 0; i < 2; i++) {
      String url = RECEIVER.url("/a/rather/long/way/to/a/receiver/of/webhooks/" + i);
      var unused = instance.api().webhook("ws_tty", "standard", url, "*");
    }
    var unused =
        instance
            .api()
            .post(
                "ws_tty",
                "/v1/events",
                "{\"id\":\"evt_1\",\"workspace_id\":\"ws_tty\",\"type\":\"a.b\",\"data\":{}}",
                202);
  }

  @AfterAll
  static void stop() {
    if (instance != null) {
      instance.close();
    }
    RECEIVER.close();
  }

  /** What a terminal of that width gets. */
  private static List<String> typed(int columns, Map<String, String> environment, String... words)
      throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", classPath, "dev.hookstream.dispatcher.Main"));
    command.addAll(Arrays.asList(words));
    command.addAll(List.of("--workspace", "ws_tty"));
    Path program =
        Files.writeString(
            folder.resolve("typed.sh"),
            "stty cols " + columns + " rows 30\nexec '" + String.join("' '", command) + "'\n");
    ProcessBuilder script =
        new ProcessBuilder("script", "-qec", "sh " + program, "/dev/null")
            .redirectErrorStream(true);
    script.environment().remove("NO_COLOR");
    script.environment().putAll(environment);
    script.environment().put("TERM", "xterm");
    script.environment().put("HOOKSTREAM_URL", instance.api().base());
    script.environment().put("HOOKSTREAM_API_KEY", RunningInstance.OPERATOR_KEY);
    Process process = script.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out.lines().toList();
  }

  @Test
  void a_table_fits_the_width_and_is_coloured() throws Exception {
    List<String> lines = typed(60, Map.of(), "webhooks", "list");
    assertThat(lines).anyMatch(line -> line.contains("\u001b[32menabled"));
    assertThat(lines.stream().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")))
        .hasSize(3)
        .allMatch(line -> line.length() <= 60)
        .anyMatch(line -> line.endsWith("…"));
  }

  @Test
  void no_color_means_none() throws Exception {
    assertThat(typed(200, Map.of("NO_COLOR", "1"), "webhooks", "list"))
        .noneMatch(line -> line.contains("\u001b"))
        .anyMatch(line -> line.endsWith("/receiver/of/webhooks/1"));
  }

  @Test
  void progress_is_written_over_itself() throws Exception {
    String since = "2026-01-01T00:00:00Z";
    List<String> lines =
        typed(100, Map.of("NO_COLOR", "1"), "replay", "start", "--since", since, "--watch");
    assertThat(String.join("\n", lines)).contains("[####################] finished");
    assertThat(lines.get(lines.size() - 1)).startsWith("rpl_").contains("finished");
  }
}
