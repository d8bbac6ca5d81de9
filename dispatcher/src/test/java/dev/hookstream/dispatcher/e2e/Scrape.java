package dev.hookstream.dispatcher.e2e;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What {@code /metrics} answered, in Prometheus' text format. */
final class Scrape {
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** One series. */
  record Sample(String name, Map<String, String> labels, double value) {}

  private final Map<String, String> types = new LinkedHashMap<>();
  private final Map<String, Set<String>> labels = new LinkedHashMap<>();
  private final List<Sample> samples = new ArrayList<>();
  private final int bytes;

  Scrape(String text) {
    bytes = text.length();
    String family = "";
    for (String line : text.split("\n")) {
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (type.matches()) {
        family = group(type, 1);
        types.put(family, group(type, 2));
        labels.put(family, new TreeSet<>());
      } else if (!line.startsWith("#") && sample.matches()) {
        Map<String, String> its = labels(group(sample, 2));
        samples.add(new Sample(group(sample, 1), its, Double.parseDouble(group(sample, 3))));
        Set<String> names = labels.computeIfAbsent(family, added -> new TreeSet<>());
        names.addAll(its.keySet());
        names.removeAll(Set.of("le", "quantile"));
      }
    }
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new LinkedHashMap<>();
    Matcher label = LABEL.matcher(text);
    while (label.find()) {
      labels.put(group(label, 1), group(label, 2));
    }
    return labels;
  }

  /** Empty where the group took no part. */
  private static String group(Matcher matcher, int number) {
    return Objects.requireNonNullElse(matcher.group(number), "");
  }

  /** Each family with its type. */
  Map<String, String> types() {
    return types;
  }

  /** The names of a family's labels, but for those of its buckets. */
  Set<String> labelsOf(String family) {
    return labels.getOrDefault(family, Set.of());
  }

  /** Of all series of a name that have these labels: names and values in turn. */
  double sum(String name, String... wanted) {
    return samples.stream()
        .filter(sample -> sample.name().equals(name))
        .filter(sample -> has(sample, wanted))
        .mapToDouble(Sample::value)
        .sum();
  }

  /** What a label says in all series of a name that have these labels. */
  Set<String> values(String label, String name, String... wanted) {
    return samples.stream()
        .filter(sample -> sample.name().equals(name))
        .filter(sample -> has(sample, wanted))
        .map(sample -> sample.labels().getOrDefault(label, ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean has(Sample sample, String... wanted) {
    for (int i = 0; i < wanted.length; i += 2) {
      if (!wanted[i + 1].equals(sample.labels().get(wanted[i]))) {
        return false;
      }
    }
    return true;
  }

  int series() {
    return samples.size();
  }

  int bytes() {
    return bytes;
  }
}
