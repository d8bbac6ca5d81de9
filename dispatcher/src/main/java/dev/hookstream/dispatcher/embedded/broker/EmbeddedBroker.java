package dev.hookstream.dispatcher.embedded.broker;

import dev.hookstream.dispatcher.embedded.EmbeddedServerException;
import dev.hookstream.dispatcher.embedded.LoopbackPorts;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker in KRaft mode in this JVM, a cluster of its own unless {@link Node} says
 * otherwise, listening on 127.0.0.1. Its data folder survives the process, kill -9 included.
 * Thread-safe for {@link #close}.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private final KafkaRaftServer server;
  private final int port;
  private boolean closed;

  private EmbeddedBroker(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a broker and returns when it takes requests, after about 2 s.
   *
   * @param data its folder; made where it is missing
   * @param port to listen on, or 0 for any that is free
   * @throws EmbeddedServerException where the port is taken or the folder is not one of ours
   */
  public static EmbeddedBroker start(Path data, int port) {
    return start(data, port, Map.of(), List.of());
  }

  /**
   * As {@link #start(Path, int)}.
   *
   * @param more Kafka's settings beside ours; its listeners are added to ours, the rest wins
   * @param credentials of SCRAM users, put there when the folder is formatted, in the form of
   *     {@code kafka-storage format --add-scram}
   */
  public static EmbeddedBroker start(
      Path data, int port, Map<String, String> more, List<String> credentials) {
    int actualPort = port == 0 ? LoopbackPorts.free() : port;
    if (!LoopbackPorts.isFree(actualPort)) {
      throw new EmbeddedServerException("port " + actualPort + " on 127.0.0.1 is taken");
    }
    Node node = Node.ofThisJvm();
    DataFolder folder =
        DataFolder.open(data, MetadataVersion.LATEST_PRODUCTION.featureLevel(), node);
    try {
      format(folder, node, credentials);
      Map<String, String> settings = BrokerSettings.of(folder.path(), actualPort, node, more);
      KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
      server.startup();
      return new EmbeddedBroker(server, actualPort);
    } catch (KafkaException e) {
      throw new EmbeddedServerException(
          "Kafka does not start on the data in " + folder.path() + ": " + e.getMessage(), e);
    }
  }

  /** Does nothing where the folder is formatted, so that it can be called at each start. */
  private static void format(DataFolder folder, Node node, List<String> credentials) {
    try (PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(nowhere)
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setNodeId(node.id())
          .setClusterId(folder.clusterId())
          .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
          .setMetadataLogDirectory(folder.path().toString())
          .addDirectory(folder.path().toString())
          .setIgnoreFormatted(true)
          .setScramArguments(credentials)
          .run();
    } catch (Exception e) {
      throw new EmbeddedServerException(
          "Kafka's data folder " + folder.path() + " cannot be prepared: " + e.getMessage(), e);
    }
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** For {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Stops in order: what was acknowledged is on disk. Returns when it is down; idempotent. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      server.shutdown();
      server.awaitShutdown();
    }
  }
}
