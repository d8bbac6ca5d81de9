package dev.hookstream.dispatcher.api;

import dev.hookstream.schemas.ApiKey;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.schemas.serde.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the topic of keys from its beginning and follows it, whatever happens to Kafka. */
final class KeyFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KeyFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long BACK_OFF_MILLIS = 1_000;
  private static final Duration PROVE_EVERY = Duration.ofMillis(500);
  private static final Duration PROVE_WITHIN = Duration.ofSeconds(2);

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final String topic;
  private final KeyTable table;
  private final LongSupplier nanos;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile String trouble = "";
  private volatile @Nullable Consumer<byte[], byte[]> current;

  /** When the follower's thread last asked where the topic ends. */
  private long asked;

  KeyFollower(
      Supplier<Consumer<byte[], byte[]>> consumers,
      String topic,
      KeyTable table,
      LongSupplier nanos) {
    this.nanos = nanos;
    this.consumers = consumers;
    this.topic = topic;
    this.table = table;
    this.thread = new Thread(this::run, "api-keys");
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** What went wrong last, with a colon before it; empty where all is well. */
  String trouble() {
    return trouble;
  }

  private void run() {
    while (!isClosed()) {
      try (Consumer<byte[], byte[]> consumer = consumers.get()) {
        current = consumer;
        follow(consumer);
      } catch (WakeupException e) {
        // close() wakes the poll; the loop's condition ends it.
        log.atDebug().log("Woken");
      } catch (RuntimeException e) {
        trouble = ": " + e.getMessage();
        log.atWarn().setCause(e).log("Reading the API keys failed; it is begun again");
        backOff();
      } finally {
        current = null;
      }
    }
  }

  private void follow(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = partitions(consumer);
    if (partitions.isEmpty()) {
      trouble = ": there is no topic " + topic;
      backOff();
      return;
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    table.begin();
    boolean read = false;
    Proof proof = ask(consumer, partitions);
    while (!isClosed()) {
      consumer.poll(POLL).forEach(this::take);
      if (proof == null) {
        if (nanos.getAsLong() - asked >= PROVE_EVERY.toNanos()) {
          proof = ask(consumer, partitions);
        }
      } else if (proof.isMet(consumer)) {
        if (read) {
          table.asOf(proof.at());
        } else {
          read = true;
          table.end(proof.at());
        }
        proof = null;
      }
    }
  }

  /** Where the topic ended at a time: who has read up to there knows what was true then. */
  private record Proof(long at, Map<TopicPartition, Long> ends) {
    boolean isMet(Consumer<byte[], byte[]> consumer) {
      return ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
    }
  }

  /** That a poll brings nothing may mean that nothing comes through: so the broker is asked. */
  private @Nullable Proof ask(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    asked = nanos.getAsLong();
    try {
      Proof proof = new Proof(asked, consumer.endOffsets(partitions, PROVE_WITHIN));
      trouble = "";
      return proof;
    } catch (TimeoutException e) {
      trouble = ": " + e.getMessage();
      return null;
    }
  }

  private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
    var found = consumer.partitionsFor(topic);
    return found == null
        ? List.of()
        : found.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      log.atWarn().addKeyValue("offset", record.offset()).log("An API key without hash is skipped");
      return;
    }
    String hash = new String(record.key(), StandardCharsets.UTF_8);
    try {
      byte[] value = record.value();
      table.put(hash, value == null ? null : AvroCodec.of(ApiKey.class).decode(value));
    } catch (UnreadableRecordException e) {
      // Whoever wrote it, a key that cannot be read opens nothing.
      log.atError()
          .setCause(e)
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .log("An API key cannot be read and is not known");
      table.put(hash, null);
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void backOff() {
    try {
      var unused = closed.await(BACK_OFF_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    Consumer<byte[], byte[]> consumer = current;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
