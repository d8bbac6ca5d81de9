package dev.hookstream.topology.flow;

import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Timestamps as a priority. Kafka Streams picks a task's next record by the timestamps at the heads
 * of its queues; with the records' own, a backlog of old events would keep the results of new
 * deliveries waiting until every lane is full. So settings come first of all, results and due
 * retries before events, events before replays.
 */
final class PriorityTimestamps implements TimestampExtractor {
  // The record's own time goes along in a header: past the extractor nobody can ask for it.
  private static final String APPENDED_AT = "hookstream-appended-at";

  private final LongSupplier time;

  private PriorityTimestamps(LongSupplier time) {
    this.time = time;
  }

  static PriorityTimestamps changes() {
    return new PriorityTimestamps(() -> 0L);
  }

  static PriorityTimestamps results(LongSupplier clock) {
    return new PriorityTimestamps(() -> clock.getAsLong() - 60_000);
  }

  static PriorityTimestamps events(LongSupplier clock) {
    return new PriorityTimestamps(clock);
  }

  static PriorityTimestamps replays(LongSupplier clock) {
    return new PriorityTimestamps(() -> clock.getAsLong() + 1_000);
  }

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    record.headers().remove(APPENDED_AT);
    record.headers().add(APPENDED_AT, ByteBuffer.allocate(8).putLong(record.timestamp()).array());
    return time.getAsLong();
  }

  /** When the record was appended (or, on a topic with producer times, made); since 1970. */
  static long appendedAt(Headers headers) {
    Header header = headers.lastHeader(APPENDED_AT);
    return header == null ? 0 : Math.max(0, ByteBuffer.wrap(header.value()).getLong());
  }
}
