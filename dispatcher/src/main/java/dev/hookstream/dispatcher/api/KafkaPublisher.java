package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.Publisher;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.Trace;
import dev.hookstream.topology.trace.TraceHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Puts events on the events topic, keyed by workspace. One thread hands them to the producer, which
 * may block while Kafka cannot be reached, so that nothing else does; its queue is bounded.
 */
public final class KafkaPublisher implements Publisher, AutoCloseable {
  private static final int QUEUE = 10_000;
  private static final Duration DELIVERY = Duration.ofSeconds(30);
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Function<Event, byte[]> encoder;
  private final ThreadPoolExecutor sender;

  /**
   * Over a producer, which is closed with this.
   *
   * @param encoder an event in the form that the installation writes: Confluent's where it has a
   *     registry, Avro's single-object encoding otherwise; called on the sending thread
   */
  public KafkaPublisher(
      Producer<byte[], byte[]> producer, String topic, Function<Event, byte[]> encoder) {
    this.producer = producer;
    this.topic = topic;
    this.encoder = encoder;
    this.sender =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            work -> {
              Thread thread = new Thread(work, "api-publisher");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Opens a producer.
   *
   * @param more properties that win over ours, {@code partitioner.class} for one
   */
  public static KafkaPublisher open(
      KafkaSettings kafka, Map<String, Object> more, Function<Event, byte[]> encoder) {
    Map<String, Object> properties = kafka.producer("api");
    // A caller waits for the answer: better a 503, after which they publish again with the same id,
    // than an acknowledgement an hour later that nobody hears.
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    properties.putAll(more);
    return new KafkaPublisher(new KafkaProducer<>(properties), kafka.topic(Topic.EVENTS), encoder);
  }

  @Override
  public CompletionStage<Void> publish(Event event, @Nullable Trace trace) {
    CompletableFuture<Void> published = new CompletableFuture<>();
    try {
      sender.execute(() -> send(event, trace, published));
    } catch (RejectedExecutionException e) {
      published.completeExceptionally(
          new NotReadyException("Too many events wait for Kafka; publish it again soon.", e));
    }
    return published;
  }

  private void send(Event event, @Nullable Trace trace, CompletableFuture<Void> published) {
    try {
      byte[] key = event.getWorkspaceId().getBytes(StandardCharsets.UTF_8);
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(topic, key, encoder.apply(event));
      if (trace != null) {
        TraceHeaders.write(trace, record.headers());
      }
      var unused = producer.send(record, (metadata, fault) -> complete(published, fault));
    } catch (RuntimeException e) {
      complete(published, e);
    }
  }

  @SuppressWarnings("NullAway") // Kafka's callback has null where there is no fault.
  private static void complete(CompletableFuture<Void> published, Exception fault) {
    if (fault == null) {
      published.complete(null);
    } else if (fault instanceof RetriableException) {
      published.completeExceptionally(
          new NotReadyException(
              "Kafka did not confirm the event in time, and may have it or not: publish it again"
                  + " with the same id.",
              fault));
    } else {
      published.completeExceptionally(fault);
    }
  }

  /** Sends what was handed over, then closes the producer. */
  @Override
  public void close() {
    sender.shutdown();
    try {
      if (!sender.awaitTermination(CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
        sender.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(CLOSE);
  }
}
