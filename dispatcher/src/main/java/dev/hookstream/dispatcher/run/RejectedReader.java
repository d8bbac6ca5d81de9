package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.Operations.Rejected;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Reads the rejected events back, from the end of each partition. Safe for any thread. */
final class RejectedReader {
  private static final int HEAD_BYTES = 2_048;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final KafkaSettings kafka;

  /** Opens nothing yet: each question opens a consumer of its own. */
  RejectedReader(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /** A page; the cursor says of each partition below which offset to go on. */
  Page<Rejected> list(@Nullable String cursor, int limit) {
    Map<Integer, Long> below = cursor == null ? Map.of() : places(cursor);
    try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.reader("rejected"))) {
      String topic = kafka.topic(Topic.REJECTED_EVENTS);
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> end = new HashMap<>(consumer.endOffsets(partitions));
      end.replaceAll((at, last) -> Math.min(last, below.getOrDefault(at.partition(), last)));
      return page(consumer, first, end, limit);
    } catch (KafkaException e) {
      throw new NotReadyException("Kafka does not give the rejected events now", e);
    }
  }

  static Page<Rejected> page(
      Consumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> first,
      Map<TopicPartition, Long> end,
      int limit) {
    Map<Integer, Long> next = new TreeMap<>();
    // What does not fit on the page is read again for the next.
    PriorityQueue<Read> newest = new PriorityQueue<>(Read.OLDEST_FIRST);
    end.forEach(
        (at, until) -> {
          long from = Math.max(first.getOrDefault(at, 0L), until - limit);
          next.put(at.partition(), from);
          read(
              consumer,
              at,
              from,
              until,
              one -> {
                newest.add(one);
                Read left = newest.size() > limit ? newest.poll() : null;
                if (left != null) {
                  next.merge(left.partition(), left.offset() + 1, Math::max);
                }
              });
        });
    boolean more =
        end.keySet().stream()
            .anyMatch(at -> next.getOrDefault(at.partition(), 0L) > first.getOrDefault(at, 0L));
    List<Rejected> page =
        newest.stream().sorted(Read.OLDEST_FIRST.reversed()).map(Read::view).toList();
    return new Page<>(page, more && !page.isEmpty() ? text(next) : null);
  }

  /** What is kept of a record, which can be of two megabytes. */
  private record Read(int partition, long offset, long timestamp, Rejected view) {
    static final Comparator<Read> OLDEST_FIRST =
        Comparator.comparingLong(Read::timestamp)
            .thenComparingLong(Read::offset)
            .thenComparingInt(Read::partition);

    static Read of(ConsumerRecord<byte[], byte[]> one) {
      return new Read(one.partition(), one.offset(), one.timestamp(), RejectedReader.view(one));
    }
  }

  private static void read(
      Consumer<byte[], byte[]> consumer,
      TopicPartition at,
      long from,
      long until,
      java.util.function.Consumer<Read> taker) {
    if (from >= until) {
      return;
    }
    consumer.assign(List.of(at));
    consumer.seek(at, from);
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (consumer.position(at) < until) {
      for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofMillis(100))) {
        if (one.offset() < until) {
          taker.accept(Read.of(one));
        }
      }
      if (System.nanoTime() > patience) {
        throw new NotReadyException("Kafka does not give the rejected events in time");
      }
    }
  }

  private static Rejected view(ConsumerRecord<byte[], byte[]> one) {
    byte[] value = one.value() == null ? new byte[0] : one.value();
    String at = header(one, "hookstream-rejected-at");
    return new Rejected(
        one.partition() + "-" + one.offset(),
        at == null ? one.timestamp() : Long.parseLong(at),
        said(one, "hookstream-reason"),
        said(one, "hookstream-message"),
        header(one, "hookstream-pointer"),
        one.key() == null ? null : text(one.key(), Math.min(one.key().length, HEAD_BYTES)),
        said(one, "hookstream-topic"),
        said(one, "hookstream-partition"),
        said(one, "hookstream-offset"),
        value.length,
        text(value, Math.min(value.length, HEAD_BYTES)));
  }

  private static String said(ConsumerRecord<byte[], byte[]> one, String name) {
    String value = header(one, name);
    return value == null ? "" : value;
  }

  private static @Nullable String header(ConsumerRecord<byte[], byte[]> one, String name) {
    Header header = one.headers().lastHeader(name);
    return header == null || header.value() == null
        ? null
        : text(header.value(), Math.min(header.value().length, HEAD_BYTES));
  }

  private static String text(byte[] bytes, int length) {
    return StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, length)).toString();
  }

  private static String text(Map<Integer, Long> places) {
    return places.entrySet().stream()
        .map(place -> place.getKey() + ":" + place.getValue())
        .collect(Collectors.joining(","));
  }

  private static Map<Integer, Long> places(String cursor) {
    Map<Integer, Long> places = new HashMap<>();
    for (String place : cursor.split(",")) {
      String[] parts = place.split(":", 2);
      try {
        places.put(Integer.valueOf(parts[0]), Long.valueOf(parts[parts.length - 1]));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("the cursor is none that this list has given", e);
      }
    }
    return places;
  }
}
