package dev.hookstream.dispatcher.kafka;

import dev.hookstream.schemas.Topic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the topics that are kept until consumed: deletes what lies below the committed offset of
 * the group that consumes each, and never beyond. A committed offset is the first gap of a group
 * that completes out of order, so nothing that is still to be done is deleted.
 *
 * <p>Every instance may run one: what is deleted twice is deleted once. One thread of its own; what
 * fails is logged, counted, and tried again in the next round.
 */
public final class Purger implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Purger.class);
  private static final Duration LONGEST_ROUND = Duration.ofSeconds(30);

  private final KafkaSettings kafka;
  private final Map<Topic, String> groups;
  private final Duration interval;
  private final Counter failures;
  private final Map<TopicPartition, Long> deleted = new HashMap<>();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "hookstream-purger");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Opens nothing until {@link #start}.
   *
   * @param groups for each topic the one group that consumes it; topics that are not kept until
   *     consumed are refused
   * @param interval the time between rounds
   */
  public Purger(
      KafkaSettings kafka, Map<Topic, String> groups, Duration interval, MeterRegistry registry) {
    for (Topic topic : groups.keySet()) {
      if (topic.cleanup() != Topic.Cleanup.WHEN_CONSUMED) {
        throw new IllegalArgumentException(topic.plainName() + " is not kept until consumed");
      }
    }
    this.kafka = kafka;
    this.groups = Map.copyOf(groups);
    this.interval = interval;
    this.failures =
        Counter.builder("hookstream.purger.failures")
            .description("Rounds in which consumed records could not be deleted")
            .register(registry);
  }

  /**
   * Which group consumes what: the topology {@code due} and {@code replays}, the sender {@code
   * deliveries}, the delay line the rungs.
   */
  public static Map<Topic, String> consumers(String topology, String sender, String delay) {
    Map<Topic, String> groups = new HashMap<>();
    Topic.LADDER.forEach(rung -> groups.put(rung, delay));
    groups.put(Topic.DUE, topology);
    groups.put(Topic.REPLAYS, topology);
    groups.put(Topic.DELIVERIES, sender);
    return groups;
  }

  /** Begins; the first round is after one interval. */
  public void start() {
    var unused =
        executor.scheduleWithFixedDelay(
            this::round, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends; waits a little for a round that is under way. */
  @Override
  public void close() {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(2, TimeUnit.SECONDS)) {
        log.debug("a round of deletion is still under way; it ends by itself");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One round over all groups. A group that fails does not keep the others from theirs. */
  void round() {
    Map<String, Object> properties = kafka.admin("purger");
    properties.put("default.api.timeout.ms", String.valueOf(LONGEST_ROUND.toMillis()));
    try (Admin admin = Admin.create(properties)) {
      for (String group : Set.copyOf(groups.values())) {
        purge(admin, group);
      }
    } catch (RuntimeException e) {
      // A task that throws is not scheduled again.
      failed("the purger could not reach Kafka", "", e);
    }
  }

  private void purge(Admin admin, String group) {
    try {
      Map<TopicPartition, Long> consumed = consumed(admin, group);
      consumed.entrySet().removeIf(e -> e.getValue() <= deleted.getOrDefault(e.getKey(), 0L));
      if (!consumed.isEmpty()) {
        Map<TopicPartition, RecordsToDelete> below =
            consumed.entrySet().stream()
                .collect(
                    Collectors.toMap(
                        Map.Entry::getKey, e -> RecordsToDelete.beforeOffset(e.getValue())));
        TopicAdmin.get(admin.deleteRecords(below).all());
        deleted.putAll(consumed);
      }
    } catch (KafkaException e) {
      failed("consumed records could not be deleted; it is tried again", group, e);
    }
  }

  private Map<TopicPartition, Long> consumed(Admin admin, String group) {
    List<String> topics =
        Arrays.stream(Topic.values())
            .filter(topic -> group.equals(groups.get(topic)))
            .map(kafka::topic)
            .toList();
    Map<TopicPartition, OffsetAndMetadata> committed =
        TopicAdmin.get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    return committed.entrySet().stream()
        .filter(entry -> entry.getValue() != null && topics.contains(entry.getKey().topic()))
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  private void failed(String what, String group, RuntimeException e) {
    failures.increment();
    log.atWarn().addKeyValue("group", group).setCause(e).log(what);
  }
}
