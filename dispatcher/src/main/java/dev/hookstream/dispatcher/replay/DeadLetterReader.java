package dev.hookstream.dispatcher.replay;

import dev.hookstream.dispatcher.api.port.DeadLetters;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.ReplayJob;
import dev.hookstream.schemas.Topic;
import dev.hookstream.topology.replay.ReplaySelection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads a workspace's dead letters back from their topic, from the end. Safe for any thread. */
public final class DeadLetterReader implements DeadLetters {
  private static final int CHUNK = 500;

  /** A partition full of others' dead letters must not be read in one call. */
  private static final int MOST_LOOKED_AT = 10_000;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final KafkaSettings kafka;
  private final ReplayWorld world;

  /** Opens nothing yet: each question opens a consumer of its own. */
  public DeadLetterReader(KafkaSettings kafka, ReplayWorld world) {
    this.kafka = kafka;
    this.world = world;
  }

  @Override
  public Page<DeadLetter> list(
      String workspace, ReplayJob filter, @Nullable String cursor, int limit) {
    TopicPartition partition =
        new TopicPartition(kafka.topic(Topic.DEAD_LETTERS), world.partition(workspace));
    long before = cursor == null ? Long.MAX_VALUE : offset(cursor);
    try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.reader("dead-letters"))) {
      consumer.assign(List.of(partition));
      long first = PartitionScan.offsetAt(consumer, partition, filter.getSince());
      return page(consumer, partition, first, before, workspace, filter, limit);
    } catch (KafkaException e) {
      throw new NotReadyException("Kafka does not give the dead letters now", e);
    }
  }

  private static long offset(String cursor) {
    try {
      return Long.parseLong(cursor);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the cursor is none that this list has given", e);
    }
  }

  private Page<DeadLetter> page(
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      long first,
      long before,
      String workspace,
      ReplayJob filter,
      int limit) {
    ReplaySelection selection = new ReplaySelection("", filter);
    List<DeadLetter> found = new ArrayList<>();
    long from = Math.min(before, PartitionScan.endOf(consumer, partition));
    for (int looked = 0; from > first && looked < MOST_LOOKED_AT; ) {
      long start = Math.max(first, from - CHUNK);
      List<ConsumerRecord<byte[], byte[]>> chunk = read(consumer, partition, start, from);
      looked += CHUNK;
      for (int i = chunk.size() - 1; i >= 0; i--) {
        ConsumerRecord<byte[], byte[]> record = chunk.get(i);
        Optional<DeadLetter> letter =
            Picks.letter(record)
                .filter(its -> its.getRef().getWorkspaceId().equals(workspace))
                .filter(its -> selection.isFor(its, null))
                .filter(
                    its ->
                        selection.isFor(its, world.row(workspace, its.getRef().getDeliveryId())));
        if (letter.isPresent() && found.size() == limit) {
          return new Page<>(found, Long.toString(record.offset() + 1));
        }
        letter.ifPresent(found::add);
      }
      from = start;
    }
    return new Page<>(found, from > first ? Long.toString(from) : null);
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(
      Consumer<byte[], byte[]> consumer, TopicPartition partition, long start, long end) {
    List<ConsumerRecord<byte[], byte[]>> chunk = new ArrayList<>();
    consumer.seek(partition, start);
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        if (record.offset() < end) {
          chunk.add(record);
        }
      }
      if (System.nanoTime() > until) {
        throw new NotReadyException("Kafka does not give the dead letters in time");
      }
    }
    return chunk;
  }
}
