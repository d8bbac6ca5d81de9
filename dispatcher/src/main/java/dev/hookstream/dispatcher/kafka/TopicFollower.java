package dev.hookstream.dispatcher.kafka;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a whole topic from its beginning and follows it, whatever happens to Kafka: after a failure
 * it begins anew, with a consumer of its own. On one thread, which the {@link Reader} is called on.
 */
public final class TopicFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long CLOSING_MILLIS = 5_000;

  /** Takes what is read. What it throws makes the reading begin anew. */
  public interface Reader {
    /**
     * The topic is read from its beginning, now or once more.
     *
     * @param consumer assigned to all its partitions; for questions, not for polling
     */
    void begin(Consumer<byte[], byte[]> consumer);

    /** A record, in the order of its partition. */
    void take(ConsumerRecord<byte[], byte[]> record);

    /** Everything before the consumer's positions has been taken. */
    void read(Consumer<byte[], byte[]> consumer);
  }

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final String topic;
  private final Reader reader;
  private final WorkLoop loop;
  private volatile String trouble = "";
  private volatile @Nullable Consumer<byte[], byte[]> current;

  /** Follows a topic with consumers that are made when they are needed; starts nothing yet. */
  public TopicFollower(
      String threadName,
      Supplier<Consumer<byte[], byte[]>> consumers,
      String topic,
      Reader reader) {
    this.consumers = consumers;
    this.topic = topic;
    this.reader = reader;
    loop =
        new WorkLoop(
            threadName,
            "Reading " + topic + " failed; it is begun again",
            CLOSING_MILLIS,
            this::follow);
  }

  /** Begins. */
  public void start() {
    loop.start();
  }

  /** What went wrong last, with a colon before it; empty where all is well. */
  public String trouble() {
    return trouble;
  }

  private long follow() {
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      current = consumer;
      var found = consumer.partitionsFor(topic);
      if (found == null || found.isEmpty()) {
        throw new IllegalStateException("there is no topic " + topic);
      }
      List<TopicPartition> partitions =
          found.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      reader.begin(consumer);
      while (!loop.isClosed()) {
        consumer.poll(POLL).forEach(reader::take);
        reader.read(consumer);
        trouble = "";
      }
    } catch (WakeupException e) {
      // close() wakes the poll; the loop ends.
      log.atDebug().log("Woken");
    } catch (RuntimeException e) {
      trouble = ": " + e.getMessage();
      throw e;
    } finally {
      current = null;
    }
    return 0;
  }

  @Override
  public void close() {
    loop.stop();
    Consumer<byte[], byte[]> consumer = current;
    if (consumer != null) {
      consumer.wakeup();
    }
    loop.close();
  }
}
