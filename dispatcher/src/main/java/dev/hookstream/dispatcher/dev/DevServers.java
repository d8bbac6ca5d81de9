package dev.hookstream.dispatcher.dev;

import dev.hookstream.dispatcher.config.Config;
import dev.hookstream.dispatcher.config.ConfigReader;
import dev.hookstream.dispatcher.embedded.BrokerProcess;
import dev.hookstream.dispatcher.embedded.EmbeddedServerException;
import dev.hookstream.dispatcher.embedded.LoopbackPorts;
import dev.hookstream.dispatcher.embedded.RegistryProcess;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Kafka and the registry of a {@code dev}. In this order, so that nothing waits for what it does
 * not need: {@link #start}, whatever needs no Kafka, {@link #awaitKafka}, the dispatcher with
 * {@link #config}, {@link #startRegistry}. Close the dispatcher before this: the broker goes last.
 */
public final class DevServers implements AutoCloseable {
  private static final int PARTITIONS = 2;

  private final DevOptions options;
  private final DevFolder folder;
  private @Nullable BrokerProcess broker;
  private @Nullable RegistryProcess registry;
  private volatile boolean registryReady;

  private DevServers(DevOptions options, DevFolder folder) {
    this.options = options;
    this.folder = folder;
  }

  /**
   * Checks that everything can be started, starts Kafka, and does not wait for it.
   *
   * @throws EmbeddedServerException in words, where that does not work
   */
  public static DevServers start(DevOptions options) {
    DevServers servers = new DevServers(options, DevFolder.open(options.data(), options.fresh()));
    try {
      servers.start();
      return servers;
    } catch (RuntimeException e) {
      servers.close();
      throw e;
    }
  }

  private void start() {
    requireFree(options.httpPort(), "--port");
    requireFree(options.kafkaPort(), "--kafka-port");
    if (hasRegistry()) {
      requireFree(options.registryPort(), "--registry-port");
      registryJar();
    }
    broker = BrokerProcess.launch(folder.resolve("kafka"), options.kafkaPort(), log("kafka.log"));
    noteChildren();
  }

  /**
   * Returns when Kafka takes requests and the topics are there.
   *
   * @throws EmbeddedServerException in words, where that does not work
   */
  public void awaitKafka() {
    if (broker == null) {
      throw new IllegalStateException("closed");
    }
    try {
      broker.awaitReady();
    } catch (EmbeddedServerException e) {
      throw new EmbeddedServerException(
          e.getMessage() + "; --fresh begins with an empty folder, --data takes another one", e);
    }
    new TopicAdmin(config().kafka()).create();
  }

  private static void requireFree(int port, String option) {
    if (!LoopbackPorts.isFree(port)) {
      throw new EmbeddedServerException(
          "port " + port + " is taken by another program; choose another one with " + option);
    }
  }

  /**
   * Starts the registry, where there is to be one. Last, since it takes as much of the processors
   * as all the rest, and no first event waits for it.
   *
   * @return completed when it takes requests; at once where there is none
   */
  public CompletableFuture<Void> startRegistry() {
    if (!hasRegistry()) {
      return CompletableFuture.completedFuture(null);
    }
    RegistryProcess process =
        RegistryProcess.start(
            registryJar(), folder.resolve("registry"), options.registryPort(), log("registry.log"));
    registry = process;
    noteChildren();
    return process.ready().thenRun(() -> registryReady = true);
  }

  private boolean hasRegistry() {
    return options.registryPort() != 0;
  }

  private static Path registryJar() {
    return RegistryProcess.jar()
        .orElseThrow(
            () ->
                new EmbeddedServerException(
                    "the schema registry is not unpacked: build with `mvn package`, or leave"
                        + " it out with --no-registry"));
  }

  private Path log(String name) {
    return folder.resolve("logs").resolve(name);
  }

  private void noteChildren() {
    List<ProcessHandle> processes = new ArrayList<>();
    if (broker != null) {
      processes.add(broker.handle());
    }
    if (registry != null) {
      processes.add(registry.handle());
    }
    try {
      folder.children().note(processes);
    } catch (IOException e) {
      throw new EmbeddedServerException("the folder " + folder + " cannot be written to", e);
    }
  }

  /**
   * Settings for a dispatcher on these servers: our defaults, over them the environment's variables
   * as for {@code serve}, over them what was said on the command line.
   */
  public Config config() {
    Map<String, String> variables = new HashMap<>();
    variables.put("HOOKSTREAM_HTTP_HOST", "127.0.0.1");
    variables.put("HOOKSTREAM_KAFKA_PARTITIONS", String.valueOf(PARTITIONS));
    variables.put("HOOKSTREAM_FROM", "beginning");
    variables.put("HOOKSTREAM_TOPOLOGY_THREADS", "1");
    variables.put("HOOKSTREAM_OPERATOR_KEY", folder.operatorKey());
    variables.put("HOOKSTREAM_KEYSET", folder.keyset());
    variables.putAll(System.getenv());
    variables.put("HOOKSTREAM_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers());
    variables.put("HOOKSTREAM_KAFKA_REPLICATION_FACTOR", "1");
    variables.put("HOOKSTREAM_HTTP_PORT", String.valueOf(options.httpPort()));
    variables.put(
        "HOOKSTREAM_TOPOLOGY_STATE_DIR", folder.resolve("state").resolve("topology").toString());
    variables.put("HOOKSTREAM_LOG_STATE_DIR", folder.resolve("state").resolve("log").toString());
    registryUrl().ifPresent(url -> variables.put("HOOKSTREAM_REGISTRY_SCHEMA_REGISTRY_URL", url));
    if (options.allowHttp()) {
      variables.put("HOOKSTREAM_NETWORK_ALLOW_HTTP", "true");
    }
    if (!options.allowNetworks().isEmpty()) {
      variables.put("HOOKSTREAM_NETWORK_ALLOW_NETWORKS", String.join(",", options.allowNetworks()));
    }
    if (options.contracts() != null) {
      variables.put("HOOKSTREAM_CONTRACTS", options.contracts().toAbsolutePath().toString());
    }
    return ConfigReader.read(null, variables);
  }

  /** Where Kafka is. */
  public String bootstrapServers() {
    return "127.0.0.1:" + options.kafkaPort();
  }

  /** Where the registry is, for {@code schema.registry.url}; empty where there is none. */
  public Optional<String> registryUrl() {
    return hasRegistry()
        ? Optional.of(RegistryProcess.url(options.registryPort()))
        : Optional.empty();
  }

  /** Whether the registry takes requests. Any thread may ask. */
  public boolean registryReady() {
    return registryReady;
  }

  /** Completed when Kafka has ended, which it does not do by itself. */
  public CompletableFuture<ProcessHandle> kafkaEnded() {
    return broker == null ? new CompletableFuture<>() : broker.handle().onExit();
  }

  /** The folder that everything is kept in. */
  public Path folder() {
    return folder.resolve("");
  }

  /** Stops them, Kafka last. */
  @Override
  public void close() {
    if (registry != null) {
      registry.close();
    }
    if (broker != null) {
      broker.close();
    }
    folder.close();
  }
}
