package dev.hookstream.dispatcher.backup;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads what a topic holds, to the end that it has now; what is committed alone. Blocks. */
final class TopicRead {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaSettings kafka;
  private final String topic;

  TopicRead(KafkaSettings kafka, String topic) {
    this.kafka = kafka;
    this.topic = topic;
  }

  /** All of it, from its beginning on; nothing where there is no such topic. */
  void all(java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
    boolean unused = read(null, each);
  }

  /**
   * What came at this time or later, by the topic's times.
   *
   * @return whether all of that is still there: false where something was deleted for its age, and
   *     may have been of that time
   */
  boolean since(Instant time, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
    return read(time, each);
  }

  private boolean read(
      @Nullable Instant time, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
    boolean whole = true;
    try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.reader("backup"))) {
      List<PartitionInfo> found = consumer.listTopics().getOrDefault(topic, List.of());
      List<TopicPartition> partitions =
          found.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      if (time != null) {
        whole = seek(consumer, time, ends);
      }
      long patience = System.nanoTime() + PATIENCE.toNanos();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          patience = System.nanoTime() + PATIENCE.toNanos();
          each.accept(record);
        }
        if (System.nanoTime() > patience) {
          throw new BackupException(
              "Kafka gives no more of " + topic + " for " + PATIENCE.toSeconds() + " s");
        }
      }
    }
    return whole;
  }

  private static boolean seek(
      Consumer<byte[], byte[]> consumer, Instant time, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> asked = new HashMap<>();
    ends.keySet().forEach(partition -> asked.put(partition, time.toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> first = consumer.offsetsForTimes(asked);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(ends.keySet());
    boolean whole = true;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      OffsetAndTimestamp from = first.get(end.getKey());
      long offset = from == null ? end.getValue() : from.offset();
      long begin = begins.getOrDefault(end.getKey(), 0L);
      whole &= begin == 0 || offset > begin;
      consumer.seek(end.getKey(), offset);
    }
    return whole;
  }
}
