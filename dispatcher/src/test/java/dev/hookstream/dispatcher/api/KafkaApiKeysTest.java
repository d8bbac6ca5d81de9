package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.schemas.ApiKey;
import dev.hookstream.schemas.serde.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaApiKeysTest {
  private static final TopicPartition PARTITION = new TopicPartition("api-keys", 0);

  private volatile boolean cut;
  private final AtomicLong nanos = new AtomicLong(7);
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private volatile MockConsumer<byte[], byte[]> consumer = consumer(0);
  private final KafkaApiKeys keys =
      new KafkaApiKeys(
          () -> consumer, producer, PARTITION.topic(), Duration.ofSeconds(5), nanos::get);
  private long offset;

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @AfterEach
  void close() {
    keys.close();
  }

  private MockConsumer<byte[], byte[]> consumer(long end) {
    MockConsumer<byte[], byte[]> consumer =
        new MockConsumer<>("earliest") {
          @Override
          public synchronized Map<TopicPartition, Long> endOffsets(
              Collection<TopicPartition> partitions, Duration within) {
            if (cut) {
              throw new TimeoutException("no broker");
            }
            return super.endOffsets(partitions, within);
          }
        };
    consumer.updatePartitions(
        PARTITION.topic(), List.of(new PartitionInfo(PARTITION.topic(), 0, null, null, null)));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, end));
    return consumer;
  }

  /** Runs on the follower's thread, in one of its next polls. */
  private void inPoll(Runnable task) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    consumer.schedulePollTask(
        () -> {
          task.run();
          done.countDown();
        });
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
  }

  /** Two polls later, what the first one added has been taken in. */
  private void arrives(String hash, @Nullable ApiKey key) throws InterruptedException {
    inPoll(() -> consumer.addRecord(record(offset++, hash, key)));
    inPoll(() -> {});
    inPoll(() -> {});
  }

  private static ConsumerRecord<byte[], byte[]> record(
      long offset, String hash, @Nullable ApiKey key) {
    byte[] value = key == null ? null : AvroCodec.of(ApiKey.class).encode(key);
    return new ConsumerRecord<>(
        PARTITION.topic(), 0, offset, hash.getBytes(StandardCharsets.UTF_8), value);
  }

  private static ApiKey key(String id) {
    return new ApiKey(id, "ws_1", "arka", null, List.of("read"), 1L);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Test
  void keysAreUnknownUntilTheTopicHasBeenReadToItsEnd() throws InterruptedException {
    consumer = consumer(2);
    keys.start();
    arrives("h1", key("key_1"));
    assertThatThrownBy(() -> keys.find("h2")).isInstanceOf(NotReadyException.class);
    assertThatThrownBy(() -> keys.all()).isInstanceOf(NotReadyException.class);
    assertThat(keys.notReady()).isPresent();
    arrives("h2", key("key_2"));
    assertThat(keys.notReady()).isEmpty();
    assertThat(keys.find("h1")).contains(key("key_1"));
    assertThat(keys.find("h3")).isEmpty();
    assertThat(keys.all()).extracting(ApiKey::getId).containsExactly("key_1", "key_2");
  }

  @Test
  void aKeyThatWasAddedIsFoundAndOneThatWasRevokedIsNot() throws InterruptedException {
    keys.start();
    inPoll(() -> {});
    inPoll(() -> {});
    CompletableFuture<Void> added = keys.add("h1", key("key_1")).toCompletableFuture();
    ProducerRecord<byte[], byte[]> written = producer.history().get(0);
    assertThat(new String(written.key(), StandardCharsets.UTF_8)).isEqualTo("h1");
    producer.completeNext();
    assertThat(added).isNotDone();
    arrives("h1", key("key_1"));
    get(added);
    assertThat(keys.find("h1")).isPresent();

    assertThat(get(keys.revoke("key_9"))).isFalse();
    CompletableFuture<Boolean> revoked = keys.revoke("key_1").toCompletableFuture();
    assertThat(producer.history().get(1).value()).isNull();
    producer.completeNext();
    arrives("h1", null);
    assertThat(get(revoked)).isTrue();
    assertThat(keys.find("h1")).isEmpty();
  }

  @Test
  void aKeyThatKafkaDidNotTakeIsNotPromised() throws InterruptedException {
    keys.start();
    inPoll(() -> {});
    inPoll(() -> {});
    CompletionStage<Void> added = keys.add("h1", key("key_1"));
    producer.errorNext(new TimeoutException("no broker"));
    assertThatThrownBy(() -> get(added))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(NotReadyException.class);
    assertThat(keys.find("h1")).isEmpty();
  }

  @Test
  void aRecordThatCannotBeReadOpensNothingAndStopsNothing() throws InterruptedException {
    keys.start();
    inPoll(
        () ->
            consumer.addRecord(
                new ConsumerRecord<>(
                    PARTITION.topic(),
                    0,
                    offset++,
                    "h1".getBytes(StandardCharsets.UTF_8),
                    new byte[] {7})));
    arrives("h2", key("key_2"));
    assertThat(keys.find("h1")).isEmpty();
    assertThat(keys.find("h2")).isPresent();
  }

  @Test
  void withoutAWordFromKafkaNoKeyIsBelievedForLongAndWithOneAgain() throws InterruptedException {
    keys.start();
    arrives("h1", key("key_1"));
    assertThat(keys.find("h1")).isPresent();
    // Polls go on and bring nothing, as they do where the network is cut.
    cut = true;
    pass(Duration.ofSeconds(6));
    inPoll(() -> {});
    inPoll(() -> {});
    assertThat(keys.silence()).isPresent();
    assertThat(keys.notReady()).isPresent();
    assertThatThrownBy(() -> keys.find("h1")).isInstanceOf(NotReadyException.class);
    assertThatThrownBy(() -> keys.find("h2")).isInstanceOf(NotReadyException.class);
    cut = false;
    pass(Duration.ofSeconds(1));
    for (int i = 0; i < 3; i++) {
      inPoll(() -> {});
    }
    assertThat(keys.silence()).isEmpty();
    assertThat(keys.find("h1")).isPresent();
  }

  @Test
  void thatTheTopicsEndIsKnownIsNotEnoughItMustHaveBeenRead() throws InterruptedException {
    keys.start();
    arrives("h1", key("key_1"));
    consumer.updateEndOffsets(Map.of(PARTITION, 2L));
    pass(Duration.ofSeconds(6));
    for (int i = 0; i < 3; i++) {
      inPoll(() -> {});
    }
    assertThatThrownBy(() -> keys.find("h1")).isInstanceOf(NotReadyException.class);
    arrives("h1", null);
    inPoll(() -> {});
    assertThat(keys.silence()).isEmpty();
    assertThat(keys.find("h1")).isEmpty();
  }

  @Test
  void readingAgainFromTheBeginningNeverBringsARevokedKeyBack() throws InterruptedException {
    keys.start();
    arrives("h1", key("key_1"));
    arrives("h1", null);
    arrives("h2", key("key_2"));
    MockConsumer<byte[], byte[]> broken = consumer;
    MockConsumer<byte[], byte[]> next = consumer(3);
    consumer = next;
    broken.setPollException(new KafkaException("gone wrong"));
    offset = 0;
    arrives("h1", key("key_1"));
    assertThat(keys.find("h1")).isEmpty();
    assertThat(keys.find("h2")).isPresent();
    arrives("h1", null);
    arrives("h2", key("key_2"));
    assertThat(keys.find("h1")).isEmpty();
    assertThat(keys.find("h2")).isPresent();
  }
}
