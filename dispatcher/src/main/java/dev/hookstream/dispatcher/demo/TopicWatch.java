package dev.hookstream.dispatcher.demo;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** Tells the board what the dispatcher writes about its deliveries: it is all in topics. */
final class TopicWatch implements AutoCloseable {
  private static final AvroCodec<Attempt> ATTEMPTS = AvroCodec.of(Attempt.class);
  private static final AvroCodec<Outcome> OUTCOMES = AvroCodec.of(Outcome.class);
  private static final AvroCodec<DeadLetter> DEAD_LETTERS = AvroCodec.of(DeadLetter.class);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaSettings kafka;
  private final Board board;
  private final Thread thread = new Thread(this::run, "topic-watch");

  TopicWatch(KafkaSettings kafka, Board board) {
    this.kafka = kafka;
    this.board = board;
    this.consumer = new KafkaConsumer<>(kafka.reader("demo-watch"));
  }

  void start() {
    thread.start();
  }

  private void run() {
    try (consumer) {
      List<TopicPartition> all = new ArrayList<>();
      for (Topic topic : List.of(Topic.ATTEMPTS, Topic.OUTCOMES, Topic.DEAD_LETTERS)) {
        for (PartitionInfo partition : consumer.partitionsFor(kafka.topic(topic))) {
          all.add(new TopicPartition(partition.topic(), partition.partition()));
        }
      }
      consumer.assign(all);
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          tell(record);
        }
      }
    } catch (WakeupException e) {
      // close() asked for the end
    }
  }

  private void tell(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(kafka.topic(Topic.ATTEMPTS))) {
      board.attempted(ATTEMPTS.decode(record.value()));
    } else if (record.topic().equals(kafka.topic(Topic.OUTCOMES))) {
      board.decided(OUTCOMES.decode(record.value()));
    } else {
      board.gaveUp(DEAD_LETTERS.decode(record.value()));
    }
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
