package dev.hookstream.dispatcher.kafka;

import dev.hookstream.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the topics of the catalogue and says how a cluster's differ from it. Calls wait for the
 * cluster, up to the admin client's own time-outs; what Kafka refuses is thrown as {@link
 * KafkaException}. Thread-safe.
 */
public final class TopicAdmin {
  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(20);

  private final KafkaSettings kafka;

  /** Opens nothing until it is asked. */
  public TopicAdmin(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /**
   * Makes every topic that is missing, and leaves those that are there alone; where {@code events}
   * is there already, the others get its number of partitions.
   *
   * @return the names of those that were made, in the catalogue's order
   */
  public List<String> create() {
    try (Admin admin = Admin.create(kafka.admin("topics"))) {
      Set<String> there = get(admin.listTopics().names());
      // First, and counted once it is known: the others follow it, and one that somebody has just
      // made need not be on the list yet.
      List<String> made = new ArrayList<>(make(admin, List.of(Topic.EVENTS), there, kafka));
      awaitVisible(admin, List.of(Topic.EVENTS));
      KafkaSettings settings = withPartitionsOfEvents(admin, Set.of(kafka.topic(Topic.EVENTS)));
      List<Topic> others = Arrays.stream(Topic.values()).filter(t -> t != Topic.EVENTS).toList();
      made.addAll(make(admin, others, there, settings));
      awaitVisible(admin, others);
      return made;
    }
  }

  private List<String> make(
      Admin admin, List<Topic> topics, Set<String> there, KafkaSettings settings) {
    List<NewTopic> missing =
        topics.stream()
            .filter(topic -> !there.contains(kafka.topic(topic)))
            .map(topic -> TopicPlan.newTopic(topic, settings))
            .toList();
    Map<String, KafkaFuture<Void>> results = admin.createTopics(missing).values();
    return missing.stream()
        .map(NewTopic::name)
        .filter(name -> wasMade(name, results.get(name)))
        .toList();
  }

  /** The controller makes a topic a little before the brokers know it. */
  private void awaitVisible(Admin admin, List<Topic> topics) {
    List<String> wanted = topics.stream().map(kafka::topic).toList();
    long end = System.nanoTime() + VISIBLE_WITHIN.toNanos();
    while (!get(admin.listTopics().names()).containsAll(wanted)) {
      if (System.nanoTime() > end) {
        throw new KafkaException(
            "the topics were made, but the brokers do not know them after " + VISIBLE_WITHIN);
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  /** How the cluster differs from the catalogue; empty where it is as it should be. */
  public List<Difference> check() {
    try (Admin admin = Admin.create(kafka.admin("topics"))) {
      Set<String> wanted =
          Arrays.stream(Topic.values()).map(kafka::topic).collect(Collectors.toSet());
      Set<String> there = get(admin.listTopics().names());
      wanted.retainAll(there);
      return TopicCheck.differences(kafka, describe(admin, wanted));
    }
  }

  /**
   * The settings with as many partitions as {@code events} has, which may be older than they are.
   */
  public KafkaSettings withActualPartitions() {
    try (Admin admin = Admin.create(kafka.admin("topics"))) {
      return withPartitionsOfEvents(admin, get(admin.listTopics().names()));
    }
  }

  private KafkaSettings withPartitionsOfEvents(Admin admin, Set<String> there) {
    String events = kafka.topic(Topic.EVENTS);
    if (!there.contains(events)) {
      return kafka;
    }
    int partitions =
        get(admin.describeTopics(List.of(events)).allTopicNames()).values().stream()
            .mapToInt(description -> description.partitions().size())
            .findFirst()
            .orElse(kafka.partitions());
    return new KafkaSettings(kafka.client(), kafka.names(), partitions, kafka.replicationFactor());
  }

  private static boolean wasMade(String topic, @Nullable KafkaFuture<Void> result) {
    try {
      if (result != null) {
        get(result);
      }
      return true;
    } catch (TopicExistsException e) {
      return false; // another instance was quicker
    } catch (KafkaException e) {
      throw new KafkaException(
          "Kafka would not make the topic " + topic + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, TopicCheck.Actual> describe(Admin admin, Collection<String> names) {
    Map<String, TopicDescription> topics = get(admin.describeTopics(names).allTopicNames());
    List<ConfigResource> resources =
        names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    Map<String, TopicCheck.Actual> actual = new HashMap<>();
    Map<ConfigResource, Config> configs = get(admin.describeConfigs(resources).all());
    configs.forEach(
        (resource, config) -> {
          TopicDescription topic = topics.get(resource.name());
          if (topic != null) {
            actual.put(
                resource.name(), new TopicCheck.Actual(topic.partitions().size(), values(config)));
          }
        });
    return actual;
  }

  private static Map<String, String> values(Config config) {
    return config.entries().stream()
        .filter(entry -> entry.value() != null)
        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
  }

  /** Waits for an answer of Kafka's; what it refuses is thrown as it is. */
  public static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException cause) {
        throw cause;
      }
      throw new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new org.apache.kafka.common.errors.InterruptException(e);
    }
  }
}
