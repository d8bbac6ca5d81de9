package dev.hookstream.dispatcher.guarantee;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Prometheus over a run, where this machine has one: which alerts fired, what the boards show. */
final class Watch implements AutoCloseable {
  /** Seen from the module's folder, in which tests run. */
  private static final Path DEPLOY = Path.of("..", "deploy");

  /** Alerts that a phase must raise, where there is a rule of that name. */
  private static final Map<Phase, Set<String>> EXPECTED =
      Map.of(
          Phase.KILL_INSTANCE, Set.of("HookstreamInstanceDown"),
          Phase.STANDSTILL, Set.of(Watch.LATE));

  /** Of the disk of an instance's state. */
  static final String DISK = "HookstreamDiskFilling";

  /** Of the oldest record that nobody has taken. */
  static final String LATE = "HookstreamDeliveriesLate";

  /** The machine's own disk is no reason for an alert where so much of it is free. */
  private static final double ROOMY = 0.2;

  private static final long LOOK_EVERY_MILLIS = 500;

  /** Some instance answers at all times. */
  private static final String NEVER = "HookstreamDown";

  private static final Pattern ALERT = Pattern.compile("(?m)^\\s*-?\\s*alert:\\s*(\\w+)");

  /**
   * What was to be seen.
   *
   * @param text in Markdown
   * @param missing what should have been seen and was not, in words
   */
  record Seen(String text, List<String> missing) {}

  private final Optional<Prometheus> prometheus;
  private final Set<String> alerts;

  private Watch(Optional<Prometheus> prometheus, Set<String> alerts) {
    this.prometheus = prometheus;
    this.alerts = alerts;
  }

  static Watch begin(Path folder) throws IOException, InterruptedException {
    Path rules = Files.createDirectories(folder.resolve("rules"));
    List<Path> hurried = new ArrayList<>();
    Set<String> alerts = new TreeSet<>();
    for (Path file : files(DEPLOY.resolve("prometheus/rules"), ".yml")) {
      Path copy = rules.resolve(file.getFileName().toString());
      String text = Files.readString(file);
      ALERT.matcher(text).results().forEach(match -> alerts.add(match.group(1)));
      Files.writeString(copy, HurriedRules.of(text));
      hurried.add(copy);
    }
    return new Watch(Prometheus.start(folder.resolve("prometheus"), hurried), alerts);
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** Scrapes the instances that are to run now. */
  void over(Fleet fleet) throws IOException {
    if (prometheus.isPresent()) {
      prometheus.get().watch(fleet.present());
    }
  }

  /** Waits until an alert fires, but not for longer; where nobody watches, not at all. */
  void await(String alert, long atMostMillis) throws IOException, InterruptedException {
    long now = System.currentTimeMillis();
    long end = now + atMostMillis;
    while (prometheus.isPresent()
        && now < end
        && !prometheus.get().fired(now, now).contains(alert)) {
      ClusterRun.pass(LOOK_EVERY_MILLIS);
      now = System.currentTimeMillis();
    }
  }

  /**
   * Asks for all that is to be told.
   *
   * @param endpoint the webhook that the board of one endpoint is to show
   * @param tight the instance that has a disk to itself, which the run has filled
   */
  Seen see(List<ClusterReport.Done> phases, String endpoint, Optional<Instance> tight)
      throws IOException, InterruptedException {
    if (prometheus.isEmpty() || phases.isEmpty()) {
      return new Seen("Prometheus is not on this machine: nothing was scraped.\n", List.of());
    }
    StringBuilder text = new StringBuilder("## Alerts, with every wait in them shortened\n\n");
    List<String> missing = new ArrayList<>();
    for (ClusterReport.Done phase : phases) {
      Set<String> fired = prometheus.get().fired(phase.began(), phase.ended());
      text.append("- " + phase.phase().word() + ": " + (fired.isEmpty() ? "none" : fired) + "\n");
      for (String expected : EXPECTED.getOrDefault(phase.phase(), Set.of())) {
        if (alerts.contains(expected) && !fired.contains(expected)) {
          missing.add(phase.phase().word() + ": the alert " + expected + " did not fire");
        }
      }
      if (fired.contains(NEVER)) {
        missing.add(phase.phase().word() + ": the alert " + NEVER + " fired");
      }
      disk(phase, fired, tight, missing);
    }
    boards(phases, endpoint, text, missing);
    return new Seen(text.toString(), missing);
  }

  private void disk(
      ClusterReport.Done phase, Set<String> fired, Optional<Instance> tight, List<String> missing)
      throws IOException, InterruptedException {
    String alert = phase.phase().word() + ": the alert " + DISK;
    if (phase.phase() == Phase.DISK_FULL && tight.isPresent()) {
      String place = "127.0.0.1:" + tight.get().port();
      if (!prometheus.orElseThrow().fired(DISK, place, phase.began(), phase.ended())) {
        missing.add(alert + " did not fire at " + place);
      }
    }
    FileStore machines = Files.getFileStore(Path.of("target"));
    boolean hasRoom = machines.getUsableSpace() > ROOMY * machines.getTotalSpace();
    if (phase.phase() == Phase.STEADY && hasRoom && fired.contains(DISK)) {
      missing.add(alert + " fired");
    }
  }

  private void boards(
      List<ClusterReport.Done> phases, String endpoint, StringBuilder text, List<String> missing)
      throws IOException, InterruptedException {
    long from = phases.get(0).began();
    long until = phases.get(phases.size() - 1).ended();
    Map<String, Boolean> shows = new TreeMap<>();
    List<String> empty = new ArrayList<>();
    List<Boards.Query> queries = Boards.read(files(DEPLOY.resolve("grafana/boards"), ".json"));
    for (Boards.Query query : queries) {
      String asked = Boards.filled(query.expression(), endpoint, (until - from) / 1_000);
      boolean there = !prometheus.orElseThrow().range(asked, from, until).isEmpty();
      shows.merge(query.board(), there, Boolean::logicalOr);
      if (!there) {
        empty.add(query.where());
      }
    }
    if (!queries.isEmpty()) {
      text.append(
          "\n## Boards: %d queries, %d of them empty\n\n".formatted(queries.size(), empty.size()));
      empty.forEach(where -> text.append("- " + where + "\n"));
    }
    shows.forEach(
        (board, there) -> {
          if (!there) {
            missing.add("the board " + board + " shows nothing at all");
          }
        });
  }

  @Override
  public void close() {
    prometheus.ifPresent(Prometheus::close);
  }
}
