package dev.hookstream.dispatcher.bench;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/**
 * On what a run was measured.
 *
 * @param replicas of each partition of the benchmark's topics
 * @param minInSync how many must have a record before it is acknowledged; empty: not told
 */
record ClusterFacts(String id, int brokers, int partitions, int replicas, String minInSync) {
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(20);

  @Override
  public String toString() {
    return "%d broker%s, %d partitions, replication factor %d%s"
        .formatted(
            brokers,
            brokers == 1 ? "" : "s",
            partitions,
            replicas,
            minInSync.isEmpty() ? "" : ", min.insync.replicas " + minInSync);
  }

  /**
   * Returns where the cluster lets us in.
   *
   * @throws KafkaException in words, where it does not, or does not answer
   */
  static void requireAnswer(KafkaSettings kafka) throws InterruptedException {
    Map<String, Object> properties = kafka.admin("bench");
    properties.put("default.api.timeout.ms", (int) FIRST_ANSWER.toMillis());
    properties.put("request.timeout.ms", (int) FIRST_ANSWER.toMillis() / 2);
    try (Admin admin = Admin.create(properties)) {
      admin.describeCluster().nodes().get(2 * FIRST_ANSWER.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw refused(kafka, e);
    }
  }

  /** What a refusal means for who runs the benchmark. */
  static KafkaException refused(KafkaSettings kafka, Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String reason = String.valueOf(cause.getMessage()).replaceAll("[.\\s]+$", "");
    return new KafkaException(
        "%s does not let the benchmark in: %s. It makes topics, groups and transactions whose names begin with %s, needs the rights to, and deletes them afterwards"
            .formatted(kafka.bootstrapServers(), reason, kafka.names().prefix()),
        e);
  }

  /** Asks, once the topics are there. */
  static ClusterFacts of(KafkaSettings kafka) throws InterruptedException {
    String events = kafka.topic(Topic.EVENTS);
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, events);
    try (Admin admin = Admin.create(kafka.admin("bench"))) {
      TopicDescription topic =
          admin.describeTopics(List.of(events)).allTopicNames().get().values().iterator().next();
      return new ClusterFacts(
          admin.describeCluster().clusterId().get(),
          admin.describeCluster().nodes().get().size(),
          topic.partitions().size(),
          topic.partitions().get(0).replicas().size(),
          minInSync(admin, resource));
    } catch (ExecutionException e) {
      throw refused(kafka, e);
    }
  }

  private static String minInSync(Admin admin, ConfigResource topic) throws InterruptedException {
    try {
      return admin
          .describeConfigs(List.of(topic))
          .all()
          .get()
          .values()
          .iterator()
          .next()
          .get("min.insync.replicas")
          .value();
    } catch (ExecutionException e) {
      return ""; // a right that the benchmark does not need
    }
  }

  /** The bytes of each topic of the benchmark, its copies on other brokers included. */
  static Map<String, Long> bytes(KafkaSettings kafka) throws InterruptedException {
    String prefix = kafka.names().prefix();
    Map<String, Long> bytes = new HashMap<>();
    try (Admin admin = Admin.create(kafka.admin("bench"))) {
      List<Integer> brokers = admin.describeCluster().nodes().get().stream().map(Node::id).toList();
      for (Map<String, LogDirDescription> folders :
          admin.describeLogDirs(brokers).allDescriptions().get().values()) {
        for (LogDirDescription folder : folders.values()) {
          folder
              .replicaInfos()
              .forEach(
                  (TopicPartition place, ReplicaInfo info) -> {
                    if (place.topic().startsWith(prefix)) {
                      bytes.merge(place.topic().substring(prefix.length()), info.size(), Long::sum);
                    }
                  });
        }
      }
    } catch (ExecutionException e) {
      throw refused(kafka, e);
    }
    return bytes;
  }
}
