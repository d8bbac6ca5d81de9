package dev.hookstream.dispatcher.replay;

import dev.hookstream.schemas.ReplayEntry;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.schemas.serde.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the topic of replays from its beginning and follows it, whatever happens to Kafka. */
final class ReplayFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReplayFollower.class);
  private static final AvroCodec<ReplayEntry> ENTRIES = AvroCodec.of(ReplayEntry.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long BACK_OFF_MILLIS = 1_000;

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final String topic;
  private final ReplayTable table;
  private final Thread thread = new Thread(this::run, "hookstream-replay-follower");
  private final CountDownLatch closed = new CountDownLatch(1);

  ReplayFollower(Supplier<Consumer<byte[], byte[]>> consumers, String topic, ReplayTable table) {
    this.consumers = consumers;
    this.topic = topic;
    this.table = table;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (!isClosed()) {
      try (Consumer<byte[], byte[]> consumer = consumers.get()) {
        follow(consumer);
      } catch (RuntimeException e) {
        log.atWarn().setCause(e).log("Reading the replays failed; it is begun again");
        backOff();
      }
    }
  }

  private void follow(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    table.begin();
    while (!isClosed()) {
      consumer.poll(POLL).forEach(this::take);
      // Positions, not records: the marker of a transaction has an offset, too.
      partitions.forEach(each -> table.position(each.partition(), consumer.position(each)));
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.value() == null) {
        table.remove(ReplayKeys.idOf(new String(record.key(), StandardCharsets.UTF_8)));
      } else {
        table.put(record.partition(), ENTRIES.decode(record.value()));
      }
    } catch (UnreadableRecordException e) {
      log.atError()
          .setCause(e)
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .log("An entry of a replay cannot be read and is passed over");
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
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
