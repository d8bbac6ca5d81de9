package dev.hookstream.dispatcher.e2e;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads a topic from its beginning, as far as it is committed. Keeps what it has read. */
final class TopicReader implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

  TopicReader(KafkaSettings kafka, Topic topic) {
    consumer = new KafkaConsumer<>(kafka.reader("test-reader"));
    List<TopicPartition> partitions =
        consumer.partitionsFor(kafka.topic(topic)).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Everything read so far, and what has come meanwhile. */
  List<ConsumerRecord<byte[], byte[]>> read() {
    consumer.poll(Duration.ofMillis(100)).forEach(records::add);
    return records;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
