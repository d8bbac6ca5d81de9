package dev.hookstream.dispatcher.delay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.Pending;
import dev.hookstream.schemas.Topic;
import dev.hookstream.topology.lane.Ladder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** On a real broker. */
@ExtendWith(TestBroker.class)
@Timeout(90)
class DelayLineTest {
  private static final int DELIVERIES = 300;

  @Test
  void everyDeliveryArrivesAndNoneBeforeItIsDueThoughTheLineIsStoppedInBetween(
      KafkaSettings kafka) {
    new TopicAdmin(kafka).create();
    putIntoTheirFirstRungs(kafka);
    Map<String, Long> arrivals = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> due = consumerOfDue(kafka)) {
      try (DelayLine first = line(kafka)) {
        first.start();
        collect(due, arrivals, DELIVERIES / 3);
        assertThat(first.health().up()).isTrue();
      }
      try (DelayLine second = line(kafka)) {
        second.start();
        collect(due, arrivals, DELIVERIES);
      }
    }
    assertThat(arrivals)
        .containsOnlyKeys(IntStream.range(0, DELIVERIES).mapToObj(i -> "e" + i).toList());
  }

  private static DelayLine line(KafkaSettings kafka) {
    return new DelayLine(
        kafka, DelaySettings.DEFAULT, new SimpleMeterRegistry(), InstantSource.system());
  }

  private static void putIntoTheirFirstRungs(KafkaSettings kafka) {
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("test"))) {
      for (int i = 0; i < DELIVERIES; i++) {
        long now = System.currentTimeMillis();
        long dueAt = now + 40L * i;
        var unused =
            producer.send(
                new ProducerRecord<>(
                    kafka.topic(Ladder.first(dueAt, now)),
                    i % kafka.partitions(),
                    "w".getBytes(StandardCharsets.UTF_8),
                    Pendings.dueAt("e" + i, dueAt)));
      }
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumerOfDue(KafkaSettings kafka) {
    KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.reader("test"));
    List<TopicPartition> all =
        IntStream.range(0, kafka.partitions())
            .mapToObj(i -> new TopicPartition(kafka.topic(Topic.DUE), i))
            .toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    return consumer;
  }

  private static void collect(
      KafkaConsumer<byte[], byte[]> due, Map<String, Long> arrivals, int howMany) {
    while (arrivals.size() < howMany) {
      for (ConsumerRecord<byte[], byte[]> record : due.poll(Duration.ofMillis(100))) {
        Pending pending = Pendings.read(record.value());
        assertThat(record.timestamp())
            .as("appended to due, by the broker's clock, which is ours here")
            .isGreaterThanOrEqualTo(pending.getDueAt());
        arrivals.put(pending.getRef().getEventId(), record.timestamp());
      }
    }
  }
}
