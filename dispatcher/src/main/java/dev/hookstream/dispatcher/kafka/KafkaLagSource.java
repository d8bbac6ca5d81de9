package dev.hookstream.dispatcher.kafka;

import dev.hookstream.schemas.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real cluster, over one admin client and one consumer that are kept open. */
final class KafkaLagSource implements LagSource {
  private static final Logger log = LoggerFactory.getLogger(KafkaLagSource.class);
  private static final int PATIENCE_MS = 5_000;
  private static final long LOOKING_NANOS = Duration.ofSeconds(3).toNanos();
  private static final Duration POLL = Duration.ofMillis(200);

  /** Whether they would begin with the first record where they have committed nothing. */
  private static final Map<String, List<Topic>> FROM_THE_FIRST =
      Map.of(
          "sender", List.of(Topic.DELIVERIES),
          "delay", Topic.LADDER,
          "log", List.of(Topic.ATTEMPTS, Topic.OUTCOMES));

  private static final List<String> GROUPS =
      List.of("dispatch", "sender", "delay", "log", "alerts");

  /** Topics that this instance may not read. */
  private final Set<String> unreadable = new HashSet<>();

  private final KafkaSettings kafka;
  private final Admin admin;
  private final Consumer<byte[], byte[]> consumer;

  KafkaLagSource(KafkaSettings kafka) {
    this.kafka = kafka;
    Map<String, Object> asking = kafka.admin("lag");
    asking.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    asking.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    admin = Admin.create(asking);
    consumer = new KafkaConsumer<>(reading(kafka));
  }

  /** Only the first record of a partition is wanted, so not much more is fetched. */
  private static Map<String, Object> reading(KafkaSettings kafka) {
    Map<String, Object> properties = kafka.reader("lag");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 16 << 10);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1 << 20);
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
    return properties;
  }

  @Override
  public Offsets offsets() {
    Map<String, ListConsumerGroupOffsetsSpec> asked = new HashMap<>();
    GROUPS.forEach(group -> asked.put(kafka.group(group), new ListConsumerGroupOffsetsSpec()));
    ListConsumerGroupOffsetsResult answers = admin.listConsumerGroupOffsets(asked);
    Set<TopicPartition> all = partitions();
    Map<String, Map<TopicPartition, Long>> committed = new HashMap<>();
    for (String group : GROUPS) {
      try {
        String id = kafka.group(group);
        committed.put(
            group, committed(TopicAdmin.get(answers.partitionsToOffsetAndMetadata(id)), all));
      } catch (AuthorizationException e) {
        // An instance with a role of its own may not look at every group; another one tells of it.
      } catch (KafkaException e) {
        // Its coordinator may be away: no reason to be silent about the other groups.
        log.atWarn()
            .addKeyValue("group", group)
            .log("The lag of a group is not known now: {}", e.toString());
      }
    }
    FROM_THE_FIRST.forEach(
        (group, topics) -> {
          Map<TopicPartition, Long> known = committed.get(group);
          if (known != null) {
            known.putAll(beginnings(topics, all, known.keySet()));
          }
        });
    return new Offsets(committed, offsets(all, OffsetSpec.latest()));
  }

  private static Map<TopicPartition, Long> committed(
      Map<TopicPartition, OffsetAndMetadata> found, Set<TopicPartition> ours) {
    Map<TopicPartition, Long> committed = new HashMap<>();
    found.forEach(
        (place, offset) -> {
          if (offset != null && ours.contains(place)) {
            committed.put(place, offset.offset());
          }
        });
    return committed;
  }

  private Map<TopicPartition, Long> beginnings(
      List<Topic> topics, Set<TopicPartition> all, Set<TopicPartition> known) {
    Set<String> names = topics.stream().map(kafka::topic).collect(Collectors.toSet());
    Set<TopicPartition> unknown = new HashSet<>(all);
    unknown.removeIf(place -> !names.contains(place.topic()) || known.contains(place));
    return unknown.isEmpty() ? Map.of() : offsets(unknown, OffsetSpec.earliest());
  }

  private Set<TopicPartition> partitions() {
    List<String> topics = Arrays.stream(Topic.values()).map(kafka::topic).toList();
    return TopicAdmin.get(admin.describeTopics(topics).allTopicNames()).values().stream()
        .flatMap(
            (TopicDescription topic) ->
                IntStream.range(0, topic.partitions().size())
                    .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
        .collect(Collectors.toSet());
  }

  private Map<TopicPartition, Long> offsets(Collection<TopicPartition> of, OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> asked =
        of.stream().collect(Collectors.toMap(place -> place, place -> spec));
    return TopicAdmin.get(admin.listOffsets(asked).all()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  @Override
  public Map<TopicPartition, Long> firstTimes(
      Map<TopicPartition, Long> from, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> found = new HashMap<>();
    Map<TopicPartition, Long> readable = new HashMap<>(from);
    readable.keySet().removeIf(place -> unreadable.contains(place.topic()));
    consumer.assign(readable.keySet());
    readable.forEach(consumer::seek);
    long deadline = System.nanoTime() + LOOKING_NANOS;
    while (found.size() < readable.size() && System.nanoTime() - deadline < 0) {
      ConsumerRecords<byte[], byte[]> read;
      try {
        read = consumer.poll(POLL);
      } catch (TopicAuthorizationException e) {
        // Another instance, whose role reads it, tells how old its head is.
        unreadable.addAll(e.unauthorizedTopics());
        readable.keySet().removeIf(place -> unreadable.contains(place.topic()));
        consumer.assign(readable.keySet());
        readable.forEach(consumer::seek);
        consumer.pause(found.keySet());
        continue;
      }
      read.partitions()
          .forEach(place -> found.putIfAbsent(place, read.records(place).get(0).timestamp()));
      for (TopicPartition place : readable.keySet()) {
        // Past the end without a record: there are only markers, which never come as records.
        if (!found.containsKey(place)
            && consumer.position(place) >= ends.getOrDefault(place, Long.MAX_VALUE)) {
          found.put(place, -1L);
        }
      }
      consumer.pause(found.keySet());
    }
    consumer.unsubscribe();
    return found;
  }

  @Override
  public void close() {
    consumer.close();
    admin.close(Duration.ofMillis(PATIENCE_MS));
  }
}
