package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules for Prometheus, their own tests, their runbooks and the metrics that they name. */
class RulesTest {
  private static final Path TESTS = Path.of("..", "deploy", "prometheus", "rules-tests");
  private static final String RUNBOOKS = "docs/operate/runbooks/";
  private static final String INDEX = "README.md";
  private static final Pattern METRIC = Pattern.compile("\\b(?:hookstream|kafka)_\\w+");
  private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");
  private static final Pattern OF_A_HISTOGRAM = Pattern.compile("_(bucket|count|sum|max)$");

  @Test
  void promtool_finds_nothing_to_complain_of() throws Exception {
    assumeTrue(Prometheus.isInstalled("promtool"), "there is no promtool here");
    promtool("check", "rules", "--lint=all", "--lint-fatal", Rules.FILE.toString());
  }

  @Test
  void they_fire_when_they_should_and_only_then() throws Exception {
    assumeTrue(Prometheus.isInstalled("promtool"), "there is no promtool here");
    List<String> words = new ArrayList<>(List.of("test", "rules"));
    files(TESTS).forEach(file -> words.add(TESTS.resolve(file).toString()));
    promtool(words.toArray(String[]::new));
  }

  private static void promtool(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  @Test
  void each_alert_is_tested() throws IOException {
    StringBuilder tests = new StringBuilder();
    for (String file : files(TESTS)) {
      tests.append(Files.readString(TESTS.resolve(file)));
    }
    assertThat(tests.toString()).contains(alerts());
  }

  @Test
  void each_alert_says_in_words_what_it_means_and_has_a_runbook_and_each_runbook_an_alert()
      throws IOException {
    for (Rules.Rule rule : Rules.all()) {
      if (rule.alert()) {
        assertThat(rule.labels().get("severity")).as(rule.name()).isIn("critical", "warning");
        assertThat(rule.annotations()).containsOnlyKeys("summary", "description", "runbook_url");
        assertThat(rule.annotations()).containsEntry("runbook_url", RUNBOOKS + rule.name() + ".md");
      }
    }
    Set<String> pages = new TreeSet<>(files(Path.of("..", RUNBOOKS)));
    assertThat(pages.remove(INDEX)).isTrue();
    assertThat(pages)
        .isEqualTo(alerts().stream().map(name -> name + ".md").collect(Collectors.toSet()));
  }

  @Test
  void the_index_of_the_runbooks_lists_them_with_their_severities() throws IOException {
    String index = Files.readString(Path.of("..", RUNBOOKS, INDEX));
    for (Rules.Rule rule : Rules.all()) {
      if (rule.alert()) {
        assertThat(index)
            .containsPattern(
                "\\[%s]\\(%s\\.md\\) \\|[^|]*%s"
                    .formatted(rule.name(), rule.name(), rule.labels().get("severity")));
      }
    }
  }

  @Test
  void each_metric_of_boards_rules_and_runbooks_is_on_the_reference_page() throws IOException {
    MetricsPage reference = new MetricsPage();
    Set<String> named = new TreeSet<>();
    for (Board board : Board.all()) {
      board.queries().forEach(query -> named.addAll(metrics(query.expression())));
      board
          .variables()
          .forEach(
              variable -> named.addAll(metrics(variable.path("query").path("query").asText())));
    }
    for (Rules.Rule rule : Rules.all()) {
      named.addAll(metrics(rule.expression()));
    }
    for (String page : files(Path.of("..", RUNBOOKS))) {
      named.addAll(metrics(Files.readString(Path.of("..", RUNBOOKS, page))));
    }
    assertThat(named).hasSizeGreaterThan(50);
    named.removeIf(
        name ->
            reference.kafkas().contains(name)
                || reference.ours().containsKey(name)
                || reference.ours().containsKey(OF_A_HISTOGRAM.matcher(name).replaceAll("")));
    assertThat(named).isEmpty();
  }

  /** What a query names, but not what stands in its texts. */
  private static Set<String> metrics(String query) {
    Set<String> names = new TreeSet<>();
    Matcher name = METRIC.matcher(TEXT.matcher(query).replaceAll(""));
    while (name.find()) {
      names.add(name.group());
    }
    return names;
  }

  private static Set<String> alerts() throws IOException {
    return Rules.all().stream()
        .filter(Rules.Rule::alert)
        .map(Rules.Rule::name)
        .collect(Collectors.toSet());
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
