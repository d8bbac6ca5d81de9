package dev.hookstream.dispatcher.embedded.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The settings of a small broker. Names and meanings are Kafka's own. */
final class BrokerSettings {
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  /**
   * {@code LISTEN:ADVERTISED}: one more port, whose clients are sent to the second of the two. The
   * guarantee suite puts a connection between them that it can cut.
   */
  static final String DETOUR = "hookstream.broker.detour";

  /** What a JVM property begins with whose rest is a setting of Kafka's, which wins over ours. */
  static final String SET = "hookstream.broker.set.";

  private BrokerSettings() {}

  /** Of these a caller's are added to ours. */
  private static final Set<String> LISTENERS =
      Set.of("listeners", "advertised.listeners", "listener.security.protocol.map");

  static Map<String, String> of(Path data, int port, Node node, Map<String, String> more) {
    String broker = "BROKER://127.0.0.1:" + port;
    String controller = CONTROLLER_LISTENER + "://127.0.0.1:" + node.controllerPort();
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", String.valueOf(node.id()));
    settings.put("log.dirs", data.toString());
    settings.put("listeners", broker + "," + controller);
    settings.put("advertised.listeners", broker);
    settings.put("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "BROKER");
    settings.put("controller.listener.names", CONTROLLER_LISTENER);
    // Static voters, unlike dynamic ones, let the controller's port change between starts.
    settings.put("controller.quorum.voters", node.voters());
    settings.putAll(replicas(node.replicas()));
    settings.putAll(SMALL);
    settings.putAll(QUICK);
    settings.put("auto.create.topics.enable", "false");
    String detour = System.getProperty(DETOUR, "");
    if (!detour.isEmpty()) {
      addDetour(settings, detour.split(":", 2));
    }
    more.forEach(
        (name, value) -> {
          if (LISTENERS.contains(name)) {
            settings.merge(name, value, BrokerSettings::append);
          } else {
            settings.put(name, value);
          }
        });
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith(SET))
        .forEach(name -> settings.put(name.substring(SET.length()), System.getProperty(name)));
    return settings;
  }

  private static void addDetour(Map<String, String> settings, String[] ports) {
    settings.merge("listeners", "DETOUR://127.0.0.1:" + ports[0], BrokerSettings::append);
    settings.merge(
        "advertised.listeners", "DETOUR://127.0.0.1:" + ports[1], BrokerSettings::append);
    settings.merge("listener.security.protocol.map", "DETOUR:PLAINTEXT", BrokerSettings::append);
  }

  private static String append(String list, String entry) {
    return list + "," + entry;
  }

  /** As many copies of everything, all but one of which must have a record before it counts. */
  private static Map<String, String> replicas(int count) {
    String copies = String.valueOf(count);
    String inSync = String.valueOf(Math.max(1, count - 1));
    return Map.of(
        "default.replication.factor", copies,
        "min.insync.replicas", inSync,
        "offsets.topic.replication.factor", copies,
        "transaction.state.log.replication.factor", copies,
        "transaction.state.log.min.isr", inSync,
        "share.coordinator.state.topic.replication.factor", copies,
        "share.coordinator.state.topic.min.isr", inSync);
  }

  private static final Map<String, String> SMALL =
      Map.of(
          "offsets.topic.num.partitions", "4",
          "transaction.state.log.num.partitions", "4",
          "share.coordinator.state.topic.num.partitions", "1",
          "num.network.threads", "2",
          "num.io.threads", "4",
          "background.threads", "2",
          // The default, 128 MB, is two thirds of the heap that we give it.
          "log.cleaner.dedupe.buffer.size", "4194304");

  private static final Map<String, String> QUICK =
      Map.of(
          "group.initial.rebalance.delay.ms", "0",
          // After kill -9 the next start waits until the controller has given the old one up.
          "broker.session.timeout.ms", "3000",
          "broker.heartbeat.interval.ms", "500");
}
