package dev.hookstream.dispatcher.delay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DelayLoopTest {
  private static final TopicPartition ONE_SECOND = new TopicPartition("retry-1s", 3);
  private static final TopicPartition FIVE_SECONDS = new TopicPartition("retry-5s", 3);
  private static final KafkaSettings KAFKA = KafkaSettings.plain("nowhere:9092");

  private static final Duration DRAIN = Duration.ofMillis(10);
  private static final DelaySettings SETTINGS =
      new DelaySettings(
          20_000,
          32L << 20,
          10_000,
          256 << 10,
          Duration.ofMillis(50),
          Duration.ofSeconds(1),
          DRAIN,
          Duration.ofSeconds(1));

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private long now = 1_000_000;
  private final DelayLoop loop =
      new DelayLoop(
          consumer,
          producer,
          KAFKA,
          SETTINGS,
          new DelayMetrics(new SimpleMeterRegistry(), () -> 0),
          () -> Instant.ofEpochMilli(now));

  @BeforeEach
  void assign() {
    assign(List.of(ONE_SECOND, FIVE_SECONDS));
  }

  @Test
  void pausesExactlyThePartitionsWhoseHeadIsNotDue() {
    put(FIVE_SECONDS, 0, now, Pendings.dueAt("a", now + 5_000));
    loop.turn();
    loop.turn();
    assertThat(consumer.paused()).containsExactly(FIVE_SECONDS);

    now += 4_960; // near enough: what comes behind the head is to be here in time
    loop.turn();
    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  void handsOverWhenDueAndNotAMillisecondBefore() {
    long dueAt = now + 5_300;
    put(FIVE_SECONDS, 0, now, Pendings.dueAt("a", dueAt));
    loop.turn();
    while (now < dueAt - 1) {
      now++;
      loop.turn();
    }
    assertThat(producer.history()).isEmpty();
    now++;
    loop.turn();
    assertThat(sent()).containsExactly("due");
    assertThat(producer.history().get(0).partition()).isEqualTo(3);
  }

  @Test
  void hopsToTheLargestRungThatFitsIntoWhatRemains() {
    put(FIVE_SECONDS, 0, now, Pendings.dueAt("a", now + 5_000 + 6_500));
    loop.turn();
    now += 5_000;
    loop.turn();
    assertThat(sent()).containsExactly("retry-5s");
  }

  @Test
  void oneThatWaitsItsLastSecondDoesNotHoldUpThoseBehindIt() {
    put(ONE_SECOND, 0, now, Pendings.dueAt("a", now + 1_900));
    put(ONE_SECOND, 1, now, Pendings.dueAt("b", now + 1_000));
    loop.turn();
    now += 1_000;
    loop.turn();
    assertThat(events()).containsExactly("b");
    now += 900;
    loop.turn();
    assertThat(events()).containsExactly("b", "a");
  }

  @Test
  void commitsOnlyWhatKafkaHasAcknowledged() {
    put(ONE_SECOND, 7, now - 5_000, Pendings.dueAt("a", now));
    put(ONE_SECOND, 9, now - 5_000, Pendings.dueAt("b", now));
    loop.turn();
    loop.turn();
    now += 2_000;
    loop.turn();
    assertThat(committed(ONE_SECOND)).contains(7L);

    producer.completeNext();
    now += 2_000;
    loop.turn();
    assertThat(committed(ONE_SECOND)).as("offset 8 was never received: no gap").contains(9L);

    producer.completeNext();
    now += 2_000;
    loop.turn();
    assertThat(committed(ONE_SECOND)).contains(10L);
  }

  @Test
  void whatKafkaRefusesIsKeptAndSentAgain() {
    put(ONE_SECOND, 0, now - 5_000, Pendings.dueAt("a", now));
    loop.turn();
    loop.turn();
    producer.errorNext(new KafkaException("no"));
    loop.turn();
    assertThat(events()).containsExactly("a");
    now += 1_000;
    loop.turn();
    assertThat(events()).containsExactly("a", "a");
    now += 2_000;
    loop.turn();
    assertThat(committed(ONE_SECOND)).contains(0L);
  }

  @Test
  void whatCannotBeReadIsPassedOnAsItIsAndStallsNothing() {
    put(FIVE_SECONDS, 0, now, new byte[] {1, 2, 3});
    put(FIVE_SECONDS, 1, now, null);
    put(FIVE_SECONDS, 2, now - 5_000, Pendings.dueAt("a", now));
    loop.turn();
    loop.turn();
    assertThat(sent()).containsExactly("due", "due", "due");
    assertThat(producer.history().get(0).value()).containsExactly(1, 2, 3);
  }

  @Test
  void whatWasOverdueForDaysLeavesAtOnce() {
    put(FIVE_SECONDS, 0, 5, Pendings.dueAt("a", Long.MIN_VALUE));
    put(FIVE_SECONDS, 1, 5, Pendings.dueAt("b", 10));
    loop.turn();
    loop.turn();
    assertThat(sent()).containsExactly("due", "due");
  }

  @Test
  void aPartitionThatIsTakenAwayIsForgottenAndItsLateAcknowledgementTouchesNothing() {
    put(ONE_SECOND, 0, now - 5_000, Pendings.dueAt("a", now));
    put(ONE_SECOND, 1, now - 1_000, Pendings.dueAt("b", now + 500));
    loop.turn();
    loop.turn();
    assertThat(events()).containsExactly("a");
    assign(List.of(FIVE_SECONDS)); // the mock tells of no revocation
    loop.end();
    producer.completeNext();
    now += 10_000;
    loop.turn();
    assertThat(committed(FIVE_SECONDS)).contains(0L);
  }

  @Test
  void fullMemoryKeepsRecordsInTheirRungAndLosesNone() {
    DelaySettings one =
        new DelaySettings(
            1,
            1,
            1,
            1,
            DelaySettings.DEFAULT.lookahead(),
            DelaySettings.DEFAULT.commitInterval(),
            DRAIN,
            DelaySettings.DEFAULT.retryBackOff());
    assign(List.of()); // the mock tells a new listener only of what is new
    DelayLoop small =
        new DelayLoop(
            consumer,
            producer,
            KAFKA,
            one,
            new DelayMetrics(new SimpleMeterRegistry(), () -> 0),
            () -> Instant.ofEpochMilli(now));
    assign(List.of(ONE_SECOND));
    for (int i = 0; i < 10; i++) {
      put(ONE_SECOND, i, now, Pendings.dueAt("e" + i, now + 1_500));
    }
    small.turn();
    for (int i = 0; i < 20; i++) {
      now += 200;
      small.turn();
      producer.completeNext();
    }
    assertThat(events()).hasSize(10).doesNotHaveDuplicates();
  }

  private void assign(List<TopicPartition> partitions) {
    consumer.rebalance(partitions);
    Map<TopicPartition, Long> beginning = new HashMap<>();
    partitions.forEach(partition -> beginning.put(partition, 0L));
    consumer.updateBeginningOffsets(beginning);
  }

  private void put(TopicPartition to, long offset, long appendedAt, byte @Nullable [] value) {
    consumer.addRecord(
        new ConsumerRecord<>(
            to.topic(),
            to.partition(),
            offset,
            appendedAt,
            TimestampType.LOG_APPEND_TIME,
            1,
            value == null ? 0 : value.length,
            new byte[] {'w'},
            value,
            new RecordHeaders(),
            Optional.empty()));
  }

  private List<String> sent() {
    return producer.history().stream().map(ProducerRecord::topic).toList();
  }

  private List<String> events() {
    return producer.history().stream()
        .filter(record -> record.topic().equals(Topic.DUE.plainName()))
        .map(record -> Pendings.read(record.value()).getRef().getEventId())
        .toList();
  }

  private Optional<Long> committed(TopicPartition partition) {
    OffsetAndMetadata offset = consumer.committed(Set.of(partition)).get(partition);
    return Optional.ofNullable(offset).map(OffsetAndMetadata::offset);
  }
}
