package dev.hookstream.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.dispatcher.api.port.Operations.PutBack;
import dev.hookstream.dispatcher.api.port.Operations.Rejected;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What was rejected is read, and put back as it came. */
@ExtendWith(TestBroker.class)
class RejectedPutBackTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void reject(
      Producer<byte[], byte[]> producer,
      KafkaSettings kafka,
      int partition,
      long at,
      byte @Nullable [] value,
      String... headers)
      throws Exception {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            kafka.topic(Topic.REJECTED_EVENTS), partition, at, bytes("ws_1"), value);
    for (String header : headers) {
      String[] parts = header.split("=", 2);
      record.headers().add(parts[0], bytes(parts[1]));
    }
    producer.send(record).get();
  }

  private static ConsumerRecord<byte[], byte[]> read(KafkaSettings kafka, PutBack place) {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.reader("test"))) {
      TopicPartition at = new TopicPartition(place.topic(), place.partition());
      consumer.assign(List.of(at));
      consumer.seek(at, place.offset());
      for (int polls = 0; polls < 100; polls++) {
        for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofMillis(100))) {
          return one;
        }
      }
      throw new AssertionError("nothing at " + place);
    }
  }

  @Test
  void aRecordGoesBackWhereItCameFromAsItCame(KafkaSettings kafka) throws Exception {
    new TopicAdmin(kafka).create();
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("test"))) {
      reject(
          producer,
          kafka,
          2,
          1L,
          bytes("{not json"),
          "traceparent=00-1",
          "hookstream-reason=not_json",
          "hookstream-partition=3",
          "hookstream-offset=41");
      reject(producer, kafka, 2, 2L, null, "hookstream-left-out-bytes=5000000");
    }
    RejectedRetry retry = new RejectedRetry(kafka);
    PutBack now = retry.putBack("2-0").orElseThrow();
    assertThat(now.topic()).isEqualTo(kafka.topic(Topic.EVENTS));
    assertThat(now.partition()).isEqualTo(3);
    ConsumerRecord<byte[], byte[]> event = read(kafka, now);
    assertThat(event.key()).isEqualTo(bytes("ws_1"));
    assertThat(event.value()).isEqualTo(bytes("{not json"));
    assertThat(event.headers().toArray()).extracting(Header::key).containsExactly("traceparent");

    assertThatThrownBy(() -> retry.putBack("2-1")).isInstanceOf(IllegalStateException.class);
    for (String none : List.of("2-2", "99-0", "x", "0-0", "-1-0")) {
      assertThat(retry.putBack(none)).as(none).isEmpty();
    }
  }

  @Test
  void pagesShowEachOnceNewestFirstAndOnlyTheHeadOfWhatIsLarge(KafkaSettings kafka)
      throws Exception {
    new TopicAdmin(kafka).create();
    byte[] large = new byte[500_000];
    Arrays.fill(large, (byte) 'x');
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("test"))) {
      for (int i = 0; i < 20; i++) {
        // Most in one partition.
        reject(producer, kafka, i % 4 == 0 ? 1 : 3, 1_000 + i, large, "hookstream-reason=r" + i);
      }
    }
    RejectedReader reader = new RejectedReader(kafka);
    List<String> reasons = new ArrayList<>();
    String cursor = null;
    do {
      Page<Rejected> page = reader.list(cursor, 3);
      page.items().forEach(one -> reasons.add(one.reason()));
      assertThat(page.items())
          .allMatch(one -> one.head().length() == 2_048 && one.bytes() == large.length);
      cursor = page.next();
    } while (cursor != null);
    List<String> newestFirst = new ArrayList<>();
    for (int i = 19; i >= 0; i--) {
      newestFirst.add("r" + i);
    }
    assertThat(reasons).isEqualTo(newestFirst);
  }
}
