package dev.hookstream.dispatcher.bench;

import dev.hookstream.dispatcher.embedded.LoopbackPorts;
import dev.hookstream.dispatcher.kafka.Crc32Partitioner;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/** The dispatcher that is measured: {@code serve}, in a process of its own. */
final class Dispatcher implements AutoCloseable {
  /** A schedule that endpoints may choose: none of its retries lies beyond the end of a row. */
  static final String RETRY_SOON = "bench-soon";

  private static final String OPERATOR_KEY = "bench-operator-key-of-no-value";
  private static final Duration LONGEST_START = Duration.ofMinutes(2);

  private final JvmChild child;
  private final URI ready;
  private final Path log;
  private final HttpClient client = HttpClient.newHttpClient();

  private Dispatcher(JvmChild child, URI ready, Path log) {
    this.child = child;
    this.ready = ready;
    this.log = log;
  }

  /**
   * Starts an instance with all roles and returns when it is ready.
   *
   * @param folder takes its configuration, state and log
   * @param keyset seals the endpoints' secrets
   */
  static Dispatcher start(
      KafkaSettings kafka, Path folder, String keyset, List<String> jvmOptions) {
    int port = LoopbackPorts.free();
    Path config = folder.resolve("hookstream.yml");
    Path keys = folder.resolve("keyset.json");
    Path log = folder.resolve("dispatcher.log");
    try {
      Path contracts = Files.createDirectory(folder.resolve("contracts"));
      Files.writeString(
          contracts.resolve("schedules.yaml"),
          "schedules:\n  " + RETRY_SOON + ":\n    delays: [5s, 10s, 10s, 10s, 10s]\n");
      try {
        Files.writeString(keys, keyset);
        Files.writeString(config, config(kafka, folder, port));
        JvmChild child =
            JvmChild.start(
                DispatcherMain.class.getName(),
                jvmOptions,
                List.of("serve", "--config", config.toString()),
                log,
                false);
        URI ready = URI.create("http://127.0.0.1:" + port + "/readyz");
        Dispatcher dispatcher = new Dispatcher(child, ready, log);
        dispatcher.awaitReadyOrClose();
        return dispatcher;
      } finally {
        // It has read them; what opens the operator's cluster need not outlive that, nor us.
        Files.deleteIfExists(config);
        Files.deleteIfExists(keys);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the dispatcher's folder cannot be written: " + folder, e);
    }
  }

  private void awaitReadyOrClose() {
    try {
      awaitReady();
    } catch (RuntimeException e) {
      child.close();
      throw e;
    }
  }

  /** Its settings; they may hold what opens the operator's cluster, and the folder is ours. */
  static String config(KafkaSettings kafka, Path folder, int port) {
    return String.join(
        "\n",
        "kafka:",
        // What is JSON is YAML, too.
        "  client: " + new JsonObject(new TreeMap<>(kafka.client())).encode(),
        "  topic_prefix: \"" + kafka.names().prefix() + "\"",
        "  events_topic: \"" + kafka.names().events() + "\"",
        "  partitions: " + kafka.partitions(),
        "  replication_factor: " + kafka.replicationFactor(),
        "  events_partitioner: " + (byCrc32(kafka) ? "crc32" : "murmur2"),
        "http:",
        "  host: 127.0.0.1",
        "  port: " + port,
        "contracts: \"" + folder.resolve("contracts") + "\"",
        "operator_key: " + OPERATOR_KEY,
        "keyset_file: \"" + folder.resolve("keyset.json") + "\"",
        "network:",
        "  allow_http: true",
        "  allow_networks: [127.0.0.0/8]",
        "topology:",
        "  state_dir: \"" + folder.resolve("topology") + "\"",
        "log:",
        "  state_dir: \"" + folder.resolve("log") + "\"",
        "from: beginning",
        "");
  }

  /** As the setting has it; it reaches the benchmark's own producers as a client's property. */
  private static boolean byCrc32(KafkaSettings kafka) {
    return Crc32Partitioner.class
        .getName()
        .equals(kafka.client().get(ProducerConfig.PARTITIONER_CLASS_CONFIG));
  }

  private void awaitReady() {
    long end = System.nanoTime() + LONGEST_START.toNanos();
    while (!answersReady()) {
      if (!child.isAlive() || System.nanoTime() > end) {
        throw new IllegalStateException("the dispatcher did not become ready; see " + log);
      }
      Pause.of(Duration.ofMillis(200));
    }
  }

  private boolean answersReady() {
    try {
      HttpRequest request = HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(5)).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // not listening yet
    } catch (InterruptedException e) {
      throw new StoppedException();
    }
  }

  /**
   * Calls its API for a workspace, as the operator.
   *
   * @throws IllegalStateException where the answer is none of success
   */
  JsonObject call(String method, String path, String workspace, @Nullable JsonObject body) {
    HttpRequest request =
        HttpRequest.newBuilder(ready.resolve(path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + OPERATOR_KEY)
            .header("X-Workspace-Id", workspace)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body.encode()))
            .build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException(path + " answered " + answer.body());
      }
      return new JsonObject(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException("the dispatcher does not answer; see " + log, e);
    } catch (InterruptedException e) {
      throw new StoppedException();
    }
  }

  /** Its process, to look at. */
  ProcessHandle handle() {
    return child.handle();
  }

  boolean isAlive() {
    return child.isAlive();
  }

  /** Does something while the dispatcher stands still. */
  void hold(Runnable meanwhile) {
    child.hold();
    try {
      meanwhile.run();
    } finally {
      child.letGo();
    }
  }

  long residentBytes() {
    return child.residentBytes();
  }

  Duration cpu() {
    return child.cpu();
  }

  @Override
  public void close() {
    child.close();
  }
}
