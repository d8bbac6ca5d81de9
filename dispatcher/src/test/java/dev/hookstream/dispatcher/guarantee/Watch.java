package dev.hookstream.dispatcher.guarantee;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Prometheus over a run, where this machine has one: which alerts fired, what the boards show. */
final class Watch implements AutoCloseable {
  /** Seen from the module's folder, in which tests run. */
  private static final Path DEPLOY = Path.of("..", "deploy");

  private final Optional<Prometheus> prometheus;

  private Watch(Optional<Prometheus> prometheus) {
    this.prometheus = prometheus;
  }

  static Watch begin(Path folder) throws IOException, InterruptedException {
    Path rules = Files.createDirectories(folder.resolve("rules"));
    List<Path> hurried = new ArrayList<>();
    for (Path file : files(DEPLOY.resolve("prometheus/rules"), ".yml")) {
      Path copy = rules.resolve(file.getFileName().toString());
      Files.writeString(copy, hurried(Files.readString(file)));
      hurried.add(copy);
    }
    return new Watch(Prometheus.start(folder.resolve("prometheus"), hurried));
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** An alert waits for minutes before it fires, which a run has not. */
  private static String hurried(String rules) {
    return rules.replaceAll("(?m)^(\\s+for:).*$", "$1 3s").replaceAll("\\[\\d+m\\]", "[15s]");
  }

  /** Scrapes the instances that are to run now. */
  void over(Fleet fleet) throws IOException {
    if (prometheus.isPresent()) {
      prometheus.get().watch(fleet.present());
    }
  }

  /** In Markdown. */
  String text(List<ClusterReport.Done> phases, long began)
      throws IOException, InterruptedException {
    if (prometheus.isEmpty()) {
      return "Prometheus is not on this machine: nothing was scraped.\n";
    }
    StringBuilder text = new StringBuilder("## Alerts, with everything in them hurried\n\n");
    for (ClusterReport.Done phase : phases) {
      Set<String> fired = prometheus.get().fired(phase.began(), phase.ended());
      text.append("- " + phase.phase().word() + ": " + (fired.isEmpty() ? "none" : fired) + "\n");
    }
    return text.toString();
  }

  /** What should have been seen and was not, in words. */
  List<String> missing(List<ClusterReport.Done> phases, long began) {
    return List.of();
  }

  @Override
  public void close() {
    prometheus.ifPresent(Prometheus::close);
  }
}
