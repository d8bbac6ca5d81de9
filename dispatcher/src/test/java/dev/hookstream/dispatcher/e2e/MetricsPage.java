package dev.hookstream.dispatcher.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The reference page, as its tables say it. */
final class MetricsPage {
  private static final Pattern OURS = Pattern.compile("`(hookstream_\\w+)`");
  private static final Pattern KAFKAS = Pattern.compile("`(kafka_\\w+_)`");
  private static final Pattern WORD = Pattern.compile("`([^`]+)`");

  /** A row: type, and every word of the cell of the labels, values among them. */
  record Row(String type, Set<String> labels) {}

  private final Map<String, Row> ours = new LinkedHashMap<>();
  private final Set<String> kafkas = new HashSet<>();

  MetricsPage() throws IOException {
    for (String line : Files.readAllLines(Path.of("..", "docs", "operate", "metrics.md"))) {
      if (!line.startsWith("|")) {
        continue;
      }
      String[] cells = line.split("\\|", -1);
      Matcher name = OURS.matcher(cells[1].strip());
      Matcher prefix = KAFKAS.matcher(cells[1].strip());
      if (name.matches()) {
        ours.put(first(name), new Row(cells[2].strip(), words(cells[3])));
      } else if (prefix.matches()) {
        words(cells[2]).forEach(rest -> kafkas.add(first(prefix) + rest));
      }
    }
  }

  private static Set<String> words(String cell) {
    Set<String> words = new HashSet<>();
    Matcher word = WORD.matcher(cell);
    while (word.find()) {
      words.add(first(word));
    }
    return words;
  }

  private static String first(Matcher matcher) {
    return Objects.requireNonNullElse(matcher.group(1), "");
  }

  /** By name. */
  Map<String, Row> ours() {
    return ours;
  }

  /** The full names of Kafka's. */
  Set<String> kafkas() {
    return kafkas;
  }
}
