package dev.hookstream.dispatcher.kafka;

import java.util.Map;
import java.util.zip.CRC32;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.jspecify.annotations.Nullable;

/**
 * Places keys as librdkafka does, for installations whose upstream producers do: all topics keyed
 * by workspace must agree. Kafka's producer makes it by its class name; safe for any thread.
 */
public final class Crc32Partitioner implements Partitioner {
  @Override
  public int partition(
      String topic,
      @Nullable Object key,
      byte @Nullable [] keyBytes,
      @Nullable Object value,
      byte @Nullable [] valueBytes,
      Cluster cluster) {
    CRC32 crc = new CRC32();
    if (keyBytes != null) {
      crc.update(keyBytes);
    }
    return (int) (crc.getValue() % cluster.partitionCountForTopic(topic));
  }

  @Override
  public void configure(Map<String, ?> configs) {}

  @Override
  public void close() {}
}
