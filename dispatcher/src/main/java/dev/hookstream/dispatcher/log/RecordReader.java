package dev.hookstream.dispatcher.log;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads single records by their place. A few consumers that belong to no group are shared by all
 * callers; who finds none free waits for one. Safe for use by any thread; blocks.
 */
final class RecordReader implements AutoCloseable {
  private static final int CONSUMERS = 2;

  /** The broker gives the first batch whole whatever this says: it spares what comes after. */
  private static final int FETCH_BYTES = 16 * 1024;

  private final Duration timeout;
  private final BlockingQueue<Consumer<byte[], byte[]>> idle = new ArrayBlockingQueue<>(CONSUMERS);

  /** Connects lazily; a read that takes longer than the time-out fails. */
  RecordReader(KafkaSettings kafka, Duration timeout) {
    this.timeout = timeout;
    for (int i = 0; i < CONSUMERS; i++) {
      Map<String, Object> properties = kafka.reader("log-reader-" + i);
      properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
      properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
      properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
      properties.put(
          ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(timeout.toMillis()));
      idle.add(new KafkaConsumer<>(properties));
    }
  }

  /**
   * The record at this place; empty where there is none any more.
   *
   * @throws LogNotReadyException where Kafka does not give it in time
   */
  Optional<ConsumerRecord<byte[], byte[]>> read(String topic, int partition, long offset) {
    Consumer<byte[], byte[]> consumer = take();
    TopicPartition at = new TopicPartition(topic, partition);
    try {
      consumer.assign(List.of(at));
      consumer.seek(at, offset);
      return first(consumer, at, offset);
    } catch (OffsetOutOfRangeException e) {
      return Optional.empty(); // retention has taken it, or the topic was made anew
    } catch (KafkaException e) {
      throw new LogNotReadyException("Kafka did not give a record of " + topic, e);
    } finally {
      consumer.unsubscribe();
      idle.add(consumer);
    }
  }

  private Optional<ConsumerRecord<byte[], byte[]>> first(
      Consumer<byte[], byte[]> consumer, TopicPartition at, long offset) {
    long end = System.nanoTime() + timeout.toNanos();
    while (System.nanoTime() < end) {
      for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofMillis(100))) {
        return found.offset() == offset ? Optional.of(found) : Optional.empty();
      }
      if (consumer.position(at) > offset) {
        return Optional.empty(); // a transaction's marker, say
      }
    }
    throw new LogNotReadyException("Kafka did not give a record of " + at.topic() + " in time");
  }

  private Consumer<byte[], byte[]> take() {
    try {
      Consumer<byte[], byte[]> consumer = idle.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (consumer == null) {
        throw new LogNotReadyException("too many deliveries are being looked at");
      }
      return consumer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LogNotReadyException("interrupted while waiting to read from Kafka", e);
    }
  }

  /** Closes the consumers that are not reading; to be called when no one asks any more. */
  @Override
  public void close() {
    for (Consumer<byte[], byte[]> next = idle.poll(); next != null; next = idle.poll()) {
      next.close();
    }
  }
}
