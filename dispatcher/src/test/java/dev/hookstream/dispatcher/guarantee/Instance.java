package dev.hookstream.dispatcher.guarantee;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hookstream.dispatcher.Main;
import dev.hookstream.dispatcher.embedded.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code hookstream serve} in a JVM of its own, with ports and state of its own. */
final class Instance {
  static final String OPERATOR_KEY = "operator-key-of-the-guarantee-suite";

  /** Contract {@code standard} with a schedule that a test can wait for. */
  private static final String CONTRACT =
      """
      contract: guaranteed
      description: Standard Webhooks with short retries
      ordering: parallel
      timeout: 20s
      body:
        type: type
        timestamp: {occurred_at: iso-millis}
        data: data
      event_id: "msg_{ulid}"
      signature:
        signed: "{id}.{timestamp}.{body}"
        key: base64
        key_prefix: whsec_
        encoding: base64
        each: "v1,{signature}"
        separator: " "
        headers:
          webhook-id: "{id}"
          webhook-timestamp: "{timestamp}"
          webhook-signature: "{signatures}"
      secret:
        made_by: either
        shown: once
        prefix: whsec_
        random_bytes: 32
        min_length: 24
        max_length: 64
      retry:
        delays: [DELAYS]
      disable:
        failing_for: 5d
        at_once_on: [410]
        warn_at_percent: [50, 70, 90]
      test_type: test.ping
      """;

  private static final String DELAYS =
      String.join(", ", Collections.nCopies(Manners.RETRIES, "1s"));

  /**
   * How an instance is set up.
   *
   * @param servers Kafka's
   * @param replicas of each topic
   * @param roles what it does, as the setting lists it
   * @param variables of its environment, beside ours
   */
  record Setup(
      String servers, String keyset, int replicas, String roles, Map<String, String> variables) {
    static final String ALL_ROLES = "api,topology,sender,delay";
  }

  private final Path folder;
  private final Path config;
  private final Setup setup;
  private final int port = LoopbackPorts.free();
  private int starts;
  private @Nullable Process process;

  Instance(Path folder, String bootstrapServers, String keyset) throws IOException {
    this(folder, new Setup(bootstrapServers, keyset, 1, Setup.ALL_ROLES, Map.of()));
  }

  Instance(Path folder, Setup setup) throws IOException {
    this.folder = folder;
    this.setup = setup;
    this.config = folder.resolve("hookstream.yml");
    Files.createDirectories(folder);
    Path contracts = Files.createDirectories(folder.resolve("contracts"));
    Files.writeString(contracts.resolve("guaranteed.yaml"), CONTRACT.replace("DELAYS", DELAYS));
    Files.writeString(folder.resolve("keyset.json"), setup.keyset());
    // No `from`: an instance that cannot find its offsets after a kill must fail the test.
    Files.writeString(
        config,
        """
        kafka:
          bootstrap_servers: "%s"
          replication_factor: %d
        http:
          host: 127.0.0.1
          port: %d
        roles: [%s]
        operator_key: %s
        keyset_file: "%s/keyset.json"
        contracts: "%s/contracts"
        network:
          allow_http: true
          allow_networks: [127.0.0.0/8]
        topology:
          threads: 2
          state_dir: "%s/state/topology"
        log:
          state_dir: "%s/state/log"
        """
            .formatted(
                setup.servers(),
                setup.replicas(),
                port,
                setup.roles(),
                OPERATOR_KEY,
                folder,
                folder,
                folder,
                folder));
  }

  /** Starts it and does not wait. Each start has a log of its own in the folder. */
  void start() throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    classPath,
                    Main.class.getName(),
                    "serve",
                    "--config",
                    config.toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("start-" + starts++ + ".log").toFile());
    builder.environment().putAll(setup.variables());
    process = builder.start();
  }

  int port() {
    return port;
  }

  Setup setup() {
    return setup;
  }

  /** What its members of the topology's group have in their names. */
  String streamsId() throws IOException {
    Path file = folder.resolve("state/topology/hookstream-dispatch/kafka-streams-process-metadata");
    return new ObjectMapper().readTree(file.toFile()).path("processId").asText();
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Whether it was started and not stopped, or is started again in a moment. */
  boolean isPresent() {
    return process != null;
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** kill -9; returns when it is gone. */
  void killNow() {
    Process victim = process;
    if (victim != null) {
      victim.destroyForcibly().onExit().join();
    }
  }

  /** SIGSTOP: it stands still where it is. */
  void freeze() throws IOException, InterruptedException {
    signal(process, "-STOP");
  }

  /** SIGCONT: it goes on as if no time had passed. */
  void thaw() throws IOException, InterruptedException {
    signal(process, "-CONT");
  }

  private static void signal(@Nullable Process process, String signal)
      throws IOException, InterruptedException {
    if (process != null) {
      Signals.send(process.toHandle(), signal);
    }
  }

  /** SIGTERM, as an operator would stop it; after 40 s by force. */
  void stop() {
    Process ending = process;
    if (ending != null) {
      ending.destroy();
      ending.onExit().completeOnTimeout(ending, 40, TimeUnit.SECONDS).join();
      killNow();
      process = null;
    }
  }
}
