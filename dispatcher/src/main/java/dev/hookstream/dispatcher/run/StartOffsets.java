package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.config.Config;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Decides once, at the first start, where the dispatch topology begins to read. Later the offsets
 * are there; where they are gone although there is state, going on by guess would either send
 * thirty days of events again or lose what came meanwhile, so that needs a person's word.
 */
final class StartOffsets {
  private static final List<Topic> SOURCES =
      List.of(Topic.EVENTS, Topic.CHANGES, Topic.ATTEMPTS, Topic.DUE, Topic.REPLAYS);

  private static final OffsetSpec OLDEST = OffsetSpec.earliest();
  private static final long MARGIN_MS = 60_000;

  private final KafkaSettings kafka;
  private final Optional<Config.From> from;

  StartOffsets(KafkaSettings kafka, Optional<Config.From> from) {
    this.kafka = kafka;
    this.from = from;
  }

  /**
   * Sets the offsets that are missing; returns at once where there are none.
   *
   * @throws IllegalStateException in words, where it must not be decided without a person
   */
  void ensure() throws InterruptedException {
    String group = kafka.group("dispatch");
    try (Admin admin = Admin.create(kafka.admin("start-offsets"))) {
      List<TopicPartition> missing = missing(admin, group);
      if (missing.isEmpty()) {
        return;
      }
      boolean stateExists =
          admin.listTopics().names().get().stream()
              .anyMatch(name -> name.startsWith(group + "-") && name.endsWith("-changelog"));
      if (stateExists && from.isEmpty()) {
        throw new IllegalStateException(
            "the group "
                + group
                + " has no committed offsets for "
                + missing.get(0)
                + ", but it has state: its offsets have expired or were deleted. Say where to go"
                + " on: --from end (what came meanwhile is not delivered) or --from beginning"
                + " (everything that is kept is delivered again)");
      }
      OffsetSpec ours = stateExists ? OffsetSpec.forTimestamp(stateTime(admin, group)) : OLDEST;
      admin.alterConsumerGroupOffsets(group, begin(admin, missing, ours)).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "could not look up or set the offsets of " + group + ": " + Waits.cause(e).getMessage(),
          e);
    }
  }

  private List<TopicPartition> missing(Admin admin, String group)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    List<TopicPartition> missing = new ArrayList<>();
    List<String> names = SOURCES.stream().map(kafka::topic).toList();
    for (TopicDescription topic : admin.describeTopics(names).allTopicNames().get().values()) {
      for (int partition = 0; partition < topic.partitions().size(); partition++) {
        TopicPartition candidate = new TopicPartition(topic.name(), partition);
        if (committed.get(candidate) == null) {
          missing.add(candidate);
        }
      }
    }
    return missing;
  }

  /**
   * When the state was last written, less a minute: what our own topics held before has had its
   * effect, and having it again would begin chains of retries that have long ended.
   */
  private static long stateTime(Admin admin, String group)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
    List<String> changelogs =
        admin.listTopics().names().get().stream()
            .filter(name -> name.startsWith(group + "-") && name.endsWith("-changelog"))
            .toList();
    for (TopicDescription topic : admin.describeTopics(changelogs).allTopicNames().get().values()) {
      for (int partition = 0; partition < topic.partitions().size(); partition++) {
        specs.put(new TopicPartition(topic.name(), partition), OffsetSpec.maxTimestamp());
      }
    }
    long latest = 0;
    for (ListOffsetsResult.ListOffsetsResultInfo found :
        admin.listOffsets(specs).all().get().values()) {
      latest = Math.max(latest, found.timestamp());
    }
    return Math.max(0, latest - MARGIN_MS);
  }

  private Map<TopicPartition, OffsetAndMetadata> begin(
      Admin admin, List<TopicPartition> missing, OffsetSpec ours)
      throws ExecutionException, InterruptedException {
    String events = kafka.topic(Topic.EVENTS);
    boolean eventsFromEnd = from.orElse(Config.From.END) == Config.From.END;
    Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (TopicPartition partition : missing) {
      ends.put(partition, OffsetSpec.latest());
      if (partition.topic().equals(events)) {
        specs.put(partition, eventsFromEnd ? OffsetSpec.latest() : OLDEST);
      } else {
        specs.put(partition, ours);
      }
    }
    Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> last =
        admin.listOffsets(ends).all().get();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> found :
        admin.listOffsets(specs).all().get().entrySet()) {
      long offset = found.getValue().offset();
      if (offset < 0) {
        // Nothing is as young as that time: the end.
        offset = Objects.requireNonNull(last.get(found.getKey())).offset();
      }
      offsets.put(found.getKey(), new OffsetAndMetadata(offset));
    }
    return offsets;
  }
}
