package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.Operations.Rejected;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private static Page<Rejected> page(
      Consumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> first,
      Map<TopicPartition, Long> end,
      int limit) {
    List<ConsumerRecord<byte[], byte[]>> newest = new ArrayList<>();
    Map<Integer, Long> next = new TreeMap<>();
    end.forEach(
        (at, until) -> {
          long from = Math.max(first.getOrDefault(at, 0L), until - limit);
          newest.addAll(read(consumer, at, from, until));
          next.put(at.partition(), from);
        });
    newest.sort(
        Comparator.<ConsumerRecord<byte[], byte[]>>comparingLong(r -> r.timestamp()).reversed());
    List<ConsumerRecord<byte[], byte[]>> page = newest.subList(0, Math.min(limit, newest.size()));
    // What was read and is not on the page is read again for the next.
    newest
        .subList(page.size(), newest.size())
        .forEach(r -> next.merge(r.partition(), r.offset() + 1, Math::max));
    boolean more =
        end.keySet().stream()
            .anyMatch(at -> next.getOrDefault(at.partition(), 0L) > first.getOrDefault(at, 0L));
    return new Page<>(
        page.stream().map(RejectedReader::view).toList(),
        more && !page.isEmpty() ? text(next) : null);
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(
      Consumer<byte[], byte[]> consumer, TopicPartition at, long from, long until) {
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    if (from >= until) {
      return found;
    }
    consumer.assign(List.of(at));
    consumer.seek(at, from);
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (consumer.position(at) < until) {
      for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofMillis(100))) {
        if (one.offset() < until) {
          found.add(one);
        }
      }
      if (System.nanoTime() > patience) {
        throw new NotReadyException("Kafka does not give the rejected events in time");
      }
    }
    return found;
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
        one.key() == null ? null : text(one.key(), one.key().length),
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
        : text(header.value(), header.value().length);
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
