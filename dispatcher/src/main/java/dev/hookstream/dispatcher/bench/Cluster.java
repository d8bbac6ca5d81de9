package dev.hookstream.dispatcher.bench;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What the benchmark asks Kafka about. */
final class Cluster implements AutoCloseable {
  private final KafkaSettings kafka;
  private final Admin admin;

  Cluster(KafkaSettings kafka) {
    this.kafka = kafka;
    this.admin = Admin.create(kafka.admin("bench"));
  }

  /** Waits until the dispatch topology has taken in all that is on a topic. */
  void awaitConsumed(Topic topic, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    while (!isConsumed(topic)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "the dispatcher has not taken in " + kafka.topic(topic) + " within " + atMost);
      }
      Pause.of(Duration.ofMillis(100));
    }
  }

  private boolean isConsumed(Topic topic) {
    Map<TopicPartition, OffsetAndMetadata> committed =
        get(
            () ->
                admin
                    .listConsumerGroupOffsets(kafka.group("dispatch"))
                    .partitionsToOffsetAndMetadata()
                    .get());
    return offsets(topic, OffsetSpec.latest()).entrySet().stream()
        .filter(end -> end.getValue().offset() > 0)
        .allMatch(
            end -> {
              OffsetAndMetadata done = committed.get(end.getKey());
              return done != null && done.offset() >= end.getValue().offset();
            });
  }

  /** How many records a topic has ever had. */
  long count(Topic topic) {
    return offsets(topic, OffsetSpec.latest()).values().stream()
        .mapToLong(ListOffsetsResultInfo::offset)
        .sum();
  }

  /** When the last record was appended, in milliseconds since 1970. */
  long lastAppend(Topic topic) {
    return offsets(topic, OffsetSpec.maxTimestamp()).values().stream()
        .mapToLong(ListOffsetsResultInfo::timestamp)
        .max()
        .orElse(0);
  }

  /** Deletes the topics of these settings' prefix, those of a state included. */
  void deleteTopics() {
    List<String> ours =
        get(() -> admin.listTopics().names().get()).stream()
            .filter(name -> name.startsWith(kafka.names().prefix()))
            .toList();
    get(() -> admin.deleteTopics(ours).all().get());
  }

  private Map<TopicPartition, ListOffsetsResultInfo> offsets(Topic topic, OffsetSpec spec) {
    String name = kafka.topic(topic);
    int partitions =
        get(() -> admin.describeTopics(List.of(name)).allTopicNames().get())
            .values()
            .iterator()
            .next()
            .partitions()
            .size();
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    IntStream.range(0, partitions).forEach(i -> asked.put(new TopicPartition(name, i), spec));
    return get(() -> admin.listOffsets(asked).all().get());
  }

  private interface Call<T extends @Nullable Object> {
    T answer() throws ExecutionException, InterruptedException;
  }

  private static <T extends @Nullable Object> T get(Call<T> call) {
    try {
      return call.answer();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka refused the benchmark's question", e);
    } catch (InterruptedException e) {
      throw new StoppedException();
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
