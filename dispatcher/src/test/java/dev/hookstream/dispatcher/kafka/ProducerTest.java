package dev.hookstream.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.Topic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A producer that a partition does not know yet. */
@ExtendWith(TestBroker.class)
class ProducerTest {
  private static final int TOPICS = 40;
  private static final int PARTITIONS = 8;
  private static final int RECORDS = 2_000;

  /**
   * A topic that was made this moment refuses requests until the broker has its files. KAFKA-14359:
   * with more than one request at a time, what was refused may never come.
   */
  @Test
  void all_come_in_order_where_the_first_were_refused_for_a_moment(KafkaSettings kafka)
      throws Exception {
    List<TopicPartition> partitions = new ArrayList<>();
    Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("test"));
    try (Admin admin = Admin.create(kafka.admin("test"))) {
      for (int i = 0; i < TOPICS; i++) {
        String topic = kafka.topic(Topic.EVENTS) + i;
        admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
        TopicPartition partition = new TopicPartition(topic, PARTITIONS - 1);
        partitions.add(partition);
        send(producer, partition).get(60, TimeUnit.SECONDS);
      }
      for (TopicPartition partition : partitions) {
        assertThat(read(kafka, partition)).isEqualTo(IntStream.range(0, RECORDS).boxed().toList());
      }
      admin.deleteTopics(partitions.stream().map(TopicPartition::topic).toList()).all().get();
    } finally {
      producer.close(Duration.ZERO); // what is stuck is so for ever
    }
  }

  private static Future<RecordMetadata> send(
      Producer<byte[], byte[]> producer, TopicPartition partition) {
    for (int number = 0; ; number++) {
      byte[] value = ByteBuffer.allocate(200).putInt(number).array();
      Future<RecordMetadata> sent =
          producer.send(
              new ProducerRecord<>(partition.topic(), partition.partition(), null, value));
      if (number == RECORDS - 1) {
        return sent;
      }
    }
  }

  private static List<Integer> read(KafkaSettings kafka, TopicPartition partition) {
    List<Integer> found = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.reader("test"))) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer
            .poll(Duration.ofSeconds(1))
            .forEach(record -> found.add(ByteBuffer.wrap(record.value()).getInt()));
      }
    }
    return found;
  }
}
