package dev.hookstream.dispatcher.guarantee;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hookstream.dispatcher.embedded.LoopbackPorts;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Prometheus as Debian packs it, with a configuration and data of its own, on loopback. */
final class Prometheus implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long START_SECONDS = 30;

  private final Path folder;
  private final Process process;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();

  private Prometheus(Path folder, Process process, int port) {
    this.folder = folder;
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it; empty where this machine has none.
   *
   * @param rules files of alerts
   */
  static Optional<Prometheus> start(Path folder, Collection<Path> rules)
      throws IOException, InterruptedException {
    Optional<Path> binary =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .map(place -> Path.of(place, "prometheus"))
            .filter(Files::isExecutable)
            .findFirst();
    if (binary.isEmpty()) {
      return Optional.empty();
    }
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("targets.json"), "[]");
    Files.writeString(folder.resolve("prometheus.yml"), configuration(folder, rules));
    int port = LoopbackPorts.free();
    Process process =
        new ProcessBuilder(
                binary.get().toString(),
                "--config.file=" + folder.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--log.level=warn")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    Prometheus prometheus = new Prometheus(folder, process, port);
    prometheus.awaitReady();
    return Optional.of(prometheus);
  }

  private static String configuration(Path folder, Collection<Path> rules) {
    StringBuilder files = new StringBuilder();
    rules.forEach(rule -> files.append("\n  - \"").append(rule).append('"'));
    return """
    global:
      scrape_interval: 1s
      evaluation_interval: 1s
    scrape_configs:
      - job_name: hookstream
        file_sd_configs:
          - files: ["%s/targets.json"]
            refresh_interval: 1s
    rule_files:%s
    """
        .formatted(folder, files.isEmpty() ? " []" : files);
  }

  private void awaitReady() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() - end < 0 && process.isAlive()) {
      try {
        if (get("/-/ready").statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // It does not listen yet.
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
    close();
    throw new AssertionError(
        "Prometheus did not start: " + Files.readString(folder.resolve("prometheus.log")));
  }

  /** Scrapes these from now on, whether they are up or not. */
  void watch(Collection<Instance> instances) throws IOException {
    List<String> targets = instances.stream().map(i -> "127.0.0.1:" + i.port()).toList();
    Path next = folder.resolve("targets.next");
    Files.writeString(next, JSON.writeValueAsString(List.of(Map.of("targets", targets))));
    Files.move(next, folder.resolve("targets.json"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The names of the alerts that fired at some time between the two, in milliseconds. */
  Set<String> fired(long from, long until) throws IOException, InterruptedException {
    TreeSet<String> names = new TreeSet<>();
    range("ALERTS{alertstate=\"firing\"}", from, until)
        .forEach(series -> names.add(series.at("/metric/alertname").asText()));
    return names;
  }

  /** Whether an alert about one instance fired at some time between the two, in milliseconds. */
  boolean fired(String alert, String instance, long from, long until)
      throws IOException, InterruptedException {
    String query =
        "ALERTS{alertstate=\"firing\",alertname=\"%s\",instance=\"%s\"}".formatted(alert, instance);
    return !range(query, from, until).isEmpty();
  }

  /**
   * The series that a query has within a time, with at least one value each.
   *
   * @throws AssertionError where Prometheus does not understand it
   */
  JsonNode range(String query, long from, long until) throws IOException, InterruptedException {
    String asked =
        "/api/v1/query_range?step=1s&start=%s&end=%s&query=%s"
            .formatted(
                from / 1_000.0,
                Math.max(from, until) / 1_000.0,
                URLEncoder.encode(query, StandardCharsets.UTF_8));
    HttpResponse<String> answer = get(asked);
    if (answer.statusCode() != 200) {
      throw new AssertionError(query + ": " + answer.body());
    }
    return JSON.readTree(answer.body()).at("/data/result");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
