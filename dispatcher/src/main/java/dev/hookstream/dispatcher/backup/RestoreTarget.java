package dev.hookstream.dispatcher.backup;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Topic;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The installation that a backup is put back into, before and after. */
final class RestoreTarget {
  static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

  private final KafkaSettings kafka;
  private final Admin admin;

  RestoreTarget(KafkaSettings kafka, Admin admin) {
    this.kafka = kafka;
    this.admin = admin;
  }

  /** Throws where there is nowhere to write to. */
  void requireTopics() throws ExecutionException, InterruptedException {
    Set<String> there = admin.listTopics().names().get();
    for (Topic topic : List.of(Topic.API_KEYS, Topic.AUDIT, Topic.CHANGES)) {
      if (!there.contains(kafka.topic(topic))) {
        throw new BackupException(
            "there is no topic " + kafka.topic(topic) + ": make them first, `topics create`");
      }
    }
  }

  /** Throws where something would be mixed with something else. */
  void requireEmpty(int keys, int endpoints) throws ExecutionException, InterruptedException {
    if (keys > 0 || endpoints > 0) {
      throw new BackupException(
          "nothing was written: this installation has %d API keys and %d webhooks. With --merge they stay, and what is missing is added"
              .formatted(keys, endpoints));
    }
    if (!isApplied(ends())) {
      throw new BackupException(nothingApplied());
    }
  }

  /** Why nothing can be decided yet. */
  String nothingApplied() {
    return "nothing was written: changes wait on "
        + kafka.topic(Topic.CHANGES)
        + " that no instance has applied. Start one";
  }

  /** Up to where there are changes now. */
  Map<TopicPartition, Long> ends() throws ExecutionException, InterruptedException {
    String changes = kafka.topic(Topic.CHANGES);
    int partitions =
        admin
            .describeTopics(List.of(changes))
            .allTopicNames()
            .get()
            .values()
            .iterator()
            .next()
            .partitions()
            .size();
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int i = 0; i < partitions; i++) {
      asked.put(new TopicPartition(changes, i), OffsetSpec.latest());
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
        admin.listOffsets(asked).all().get().entrySet()) {
      if (end.getValue().offset() > 0) {
        ends.put(end.getKey(), end.getValue().offset());
      }
    }
    return ends;
  }

  /** Whether the dispatch topology has committed these offsets. */
  boolean isApplied(Map<TopicPartition, Long> behind)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin
            .listConsumerGroupOffsets(kafka.group("dispatch"))
            .partitionsToOffsetAndMetadata()
            .get();
    return behind.entrySet().stream()
        .allMatch(
            one -> {
              OffsetAndMetadata done = committed.get(one.getKey());
              return done != null && done.offset() >= one.getValue();
            });
  }
}
