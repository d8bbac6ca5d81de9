package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.Operations.PutBack;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Puts rejected events back, one at a time, at an operator's word. Safe for any thread. */
final class RejectedRetry {
  private static final Pattern ID = Pattern.compile("(\\d{1,9})-(\\d{1,18})");
  private static final String OURS = "hookstream-";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final KafkaSettings kafka;

  /** Opens nothing yet: each call opens clients of its own. */
  RejectedRetry(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /** See {@link dev.hookstream.dispatcher.api.port.Operations#putBack}. */
  Optional<PutBack> putBack(String id) {
    Matcher place = ID.matcher(id);
    if (!place.matches()) {
      return Optional.empty();
    }
    try {
      ConsumerRecord<byte[], byte[]> rejected =
          find(Integer.parseInt(place.group(1)), Long.parseLong(place.group(2)));
      return rejected == null ? Optional.empty() : Optional.of(send(original(rejected)));
    } catch (KafkaException e) {
      throw new NotReadyException("Kafka does not give the rejected event now, or take it", e);
    }
  }

  private @Nullable ConsumerRecord<byte[], byte[]> find(int partition, long offset) {
    TopicPartition at = new TopicPartition(kafka.topic(Topic.REJECTED_EVENTS), partition);
    try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.reader("rejected"))) {
      boolean known =
          consumer.partitionsFor(at.topic()).stream()
              .anyMatch(info -> info.partition() == partition);
      List<TopicPartition> one = List.of(at);
      if (!known
          || offset < consumer.beginningOffsets(one).getOrDefault(at, 0L)
          || offset >= consumer.endOffsets(one).getOrDefault(at, 0L)) {
        return null;
      }
      consumer.assign(one);
      consumer.seek(at, offset);
      long patience = System.nanoTime() + PATIENCE.toNanos();
      while (consumer.position(at) <= offset) {
        for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofMillis(100))) {
          if (found.offset() == offset) {
            return found;
          }
        }
        if (System.nanoTime() > patience) {
          throw new NotReadyException("Kafka does not give the rejected event in time");
        }
      }
      return null;
    }
  }

  /**
   * The record as it came, in the partition that its producer had put it into.
   *
   * @throws IllegalStateException where not all of it was kept
   */
  private ProducerRecord<byte[], byte[]> original(ConsumerRecord<byte[], byte[]> rejected) {
    if (rejected.headers().lastHeader(OURS + "left-out-bytes") != null) {
      throw new IllegalStateException("It was too large to be kept whole; publish it again.");
    }
    Header from = rejected.headers().lastHeader(OURS + "partition");
    Integer partition =
        from == null ? null : Integer.valueOf(new String(from.value(), StandardCharsets.UTF_8));
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            kafka.topic(Topic.EVENTS), partition, rejected.key(), rejected.value());
    for (Header header : rejected.headers()) {
      if (!header.key().startsWith(OURS)) {
        record.headers().add(header);
      }
    }
    return record;
  }

  private PutBack send(ProducerRecord<byte[], byte[]> record) {
    Map<String, Object> properties = kafka.producer("rejected");
    // Somebody waits for the answer.
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(properties)) {
      RecordMetadata now = producer.send(record).get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return new PutBack(now.topic(), now.partition(), now.offset());
    } catch (ExecutionException | TimeoutException e) {
      throw new NotReadyException(
          "Kafka did not confirm the event in time, and may have it or not: look for it before"
              + " putting it back again.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotReadyException("The instance stops.", e);
    }
  }
}
