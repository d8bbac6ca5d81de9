package dev.hookstream.topology.flow;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A record of the events topic as it came, with its place: who takes it later, from a timer, cannot
 * ask Kafka Streams for that any more.
 *
 * @param partition where it lies on the events topic
 * @param offset where it lies on the events topic
 * @param readAt when it was first read; milliseconds since 1970
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or changes them
record ArrivedEvent(
    byte @Nullable [] key,
    byte @Nullable [] value,
    Headers headers,
    int partition,
    long offset,
    long readAt) {

  static ArrivedEvent of(Record<byte[], byte[]> record, RecordMetadata at, long now) {
    return new ArrivedEvent(
        record.key(), record.value(), record.headers(), at.partition(), at.offset(), now);
  }

  /** When it was appended (or, on a topic with producer times, made); milliseconds since 1970. */
  long appendedAt() {
    return PriorityTimestamps.appendedAt(headers);
  }

  /** What key, value and headers take. */
  int bytes() {
    return valueBytes() + otherBytes();
  }

  int valueBytes() {
    return value == null ? 0 : value.length;
  }

  /** What all but the value takes. */
  int otherBytes() {
    int bytes = key == null ? 0 : key.length;
    for (Header header : headers) {
      byte @Nullable [] content = header.value();
      bytes += header.key().getBytes(StandardCharsets.UTF_8).length;
      bytes += content == null ? 0 : content.length;
    }
    return bytes;
  }
}
