package dev.hookstream.dispatcher.kafka;

import dev.hookstream.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
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
    KafkaSettings replicated = withBrokersReplicas(admin, topics, there, settings);
    List<NewTopic> missing =
        topics.stream()
            .filter(topic -> !there.contains(kafka.topic(topic)))
            .map(topic -> TopicPlan.newTopic(topic, replicated))
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
      int brokers = get(admin.describeCluster().nodes()).size();
      return TopicCheck.differences(kafka, brokers, describe(admin, wanted));
    }
  }

  /**
   * The settings with as many partitions as {@code events} has, which may be older than they are,
   * and with our own topics' replicas where the settings leave those to the broker.
   */
  public KafkaSettings asTheClusterIs() {
    try (Admin admin = Admin.create(kafka.admin("topics"))) {
      Set<String> there = get(admin.listTopics().names());
      KafkaSettings settings = withPartitionsOfEvents(admin, there);
      String own = kafka.topic(Topic.CHANGES);
      if (kafka.replicationFactor() > 0 || !there.contains(own)) {
        return settings;
      }
      return withReplicas(settings, replicas(describe(admin, own)));
    }
  }

  private KafkaSettings withPartitionsOfEvents(Admin admin, Set<String> there) {
    String events = kafka.topic(Topic.EVENTS);
    if (!there.contains(events)) {
      return kafka;
    }
    int partitions = describe(admin, events).partitions().size();
    return new KafkaSettings(kafka.client(), kafka.names(), partitions, kafka.replicationFactor());
  }

  private static KafkaSettings withReplicas(KafkaSettings settings, int replicas) {
    return new KafkaSettings(
        settings.client(), settings.names(), settings.partitions(), (short) replicas);
  }

  private static TopicDescription describe(Admin admin, String topic) {
    return get(admin.describeTopics(List.of(topic)).topicNameValues().values().iterator().next());
  }

  private static int replicas(TopicDescription topic) {
    return topic.partitions().get(0).replicas().size();
  }

  /**
   * Where the settings leave the replicas to the broker, what it would give: a topic that is asked
   * for and not made says so. Unchanged where the broker does not tell.
   */
  private static KafkaSettings withBrokersReplicas(
      Admin admin, List<Topic> topics, Set<String> there, KafkaSettings settings) {
    Optional<Topic> missing =
        topics.stream().filter(topic -> !there.contains(settings.topic(topic))).findFirst();
    if (settings.replicationFactor() > 0 || missing.isEmpty()) {
      return settings;
    }
    NewTopic asked = TopicPlan.newTopic(missing.get(), settings);
    try {
      return withReplicas(
          settings,
          get(
              admin
                  .createTopics(List.of(asked), new CreateTopicsOptions().validateOnly(true))
                  .replicationFactor(asked.name())));
    } catch (TopicExistsException | AuthorizationException e) {
      return settings; // making it says what there is to say
    }
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
                resource.name(),
                new TopicCheck.Actual(topic.partitions().size(), replicas(topic), values(config)));
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
