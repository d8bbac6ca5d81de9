package dev.hookstream.dispatcher.replay;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads a stretch of one partition, a few records ahead at most. Confined to one thread. */
final class PartitionScan implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final long end;
  private final ArrayDeque<ConsumerRecord<byte[], byte[]>> read = new ArrayDeque<>();

  /** Reads from an offset up to another, that one not included. */
  PartitionScan(Consumer<byte[], byte[]> consumer, TopicPartition partition, long from, long end) {
    this.consumer = consumer;
    this.partition = partition;
    this.end = end;
    consumer.assign(List.of(partition));
    consumer.seek(partition, from);
  }

  /** The next record; null where there is none, or none yet. */
  @Nullable ConsumerRecord<byte[], byte[]> next() {
    if (read.isEmpty() && consumer.position(partition) < end) {
      consumer.poll(POLL).forEach(read::add);
    }
    ConsumerRecord<byte[], byte[]> first = read.poll();
    return first == null || first.offset() >= end ? null : first;
  }

  /** Whether all has been read and given. */
  boolean atEnd() {
    ConsumerRecord<byte[], byte[]> first = read.peek();
    return first == null ? consumer.position(partition) >= end : first.offset() >= end;
  }

  /** Where the first record of this time or later lies; the partition's end where there is none. */
  static long offsetAt(Consumer<byte[], byte[]> consumer, TopicPartition partition, long time) {
    // Before 1970 there is nothing, and Kafka refuses to look.
    OffsetAndTimestamp found =
        consumer.offsetsForTimes(Map.of(partition, Math.max(0, time))).get(partition);
    return found == null ? endOf(consumer, partition) : found.offset();
  }

  static long endOf(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
    return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
