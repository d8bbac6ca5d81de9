package dev.hookstream.dispatcher.embedded.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The settings of a single small broker. Names and meanings are Kafka's own. */
final class BrokerSettings {
  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  /**
   * {@code LISTEN:ADVERTISED}: one more port, whose clients are sent to the second of the two. The
   * guarantee suite puts a connection between them that it can cut.
   */
  static final String DETOUR = "hookstream.broker.detour";

  private BrokerSettings() {}

  /** Of these a caller's are added to ours. */
  private static final Set<String> LISTENERS =
      Set.of("listeners", "advertised.listeners", "listener.security.protocol.map");

  static Map<String, String> of(Path data, int port, int controllerPort, Map<String, String> more) {
    String broker = "BROKER://127.0.0.1:" + port;
    String controller = CONTROLLER_LISTENER + "://127.0.0.1:" + controllerPort;
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", String.valueOf(NODE_ID));
    settings.put("log.dirs", data.toString());
    settings.put("listeners", broker + "," + controller);
    settings.put("advertised.listeners", broker);
    settings.put("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "BROKER");
    settings.put("controller.listener.names", CONTROLLER_LISTENER);
    // Static voters, unlike dynamic ones, let the controller's port change between starts.
    settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    settings.putAll(ONE_REPLICA);
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

  private static final Map<String, String> ONE_REPLICA =
      Map.of(
          "default.replication.factor", "1",
          "offsets.topic.replication.factor", "1",
          "transaction.state.log.replication.factor", "1",
          "transaction.state.log.min.isr", "1",
          "share.coordinator.state.topic.replication.factor", "1",
          "share.coordinator.state.topic.min.isr", "1");

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
