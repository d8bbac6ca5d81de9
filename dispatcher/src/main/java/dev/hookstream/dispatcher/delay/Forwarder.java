package dev.hookstream.dispatcher.delay;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Topic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends records on and learns what became of them. A record is done when the broker has
 * acknowledged it and not before; one that was refused is kept and tried again after a back-off.
 * Confined to the polling thread, but for the producer's callbacks, which only fill a queue.
 */
final class Forwarder {
  private static final Logger log = LoggerFactory.getLogger(Forwarder.class);

  private record Result(HeldRecord held, Topic to, @Nullable Exception error) {}

  private record Refused(HeldRecord held, long notBefore) {}

  private final Producer<byte[], byte[]> producer;
  private final KafkaSettings kafka;
  private final DelaySettings settings;
  private final DelayMetrics metrics;
  private final LinkedBlockingQueue<Result> results = new LinkedBlockingQueue<>();
  private final ArrayDeque<Refused> refused = new ArrayDeque<>();
  private int inFlight;

  Forwarder(
      Producer<byte[], byte[]> producer,
      KafkaSettings kafka,
      DelaySettings settings,
      DelayMetrics metrics) {
    this.producer = producer;
    this.kafka = kafka;
    this.settings = settings;
    this.metrics = metrics;
  }

  /** Whether one more may be sent. */
  boolean hasRoom() {
    return inFlight + refused.size() < settings.maxInFlight();
  }

  /** Sends a record to the partition of the same number: it stays with the task it belongs to. */
  void send(HeldRecord held, Topic to) {
    ConsumerRecord<byte[], byte[]> raw = held.raw();
    inFlight++;
    try {
      var unused =
          producer.send(
              new ProducerRecord<>(
                  kafka.topic(to), raw.partition(), raw.key(), raw.value(), raw.headers()),
              (metadata, error) -> results.add(new Result(held, to, error)));
    } catch (RuntimeException e) {
      results.add(new Result(held, to, e));
    }
  }

  /** Takes in what the broker has answered so far. */
  void settle(long now) {
    Result result = results.poll();
    while (result != null) {
      settle(result, now);
      result = results.poll();
    }
  }

  /** Gives back those whose back-off is over; a false from the taker keeps it for the next call. */
  void retry(long now, Predicate<HeldRecord> depart) {
    Refused next = refused.peekFirst();
    while (next != null && next.notBefore() <= now) {
      refused.removeFirst();
      if (next.held().home().assigned() && !depart.test(next.held())) {
        refused.addFirst(next);
        return;
      }
      next = refused.peekFirst();
    }
  }

  /** Whether something was refused and waits for another try. */
  boolean hasRefused() {
    return !refused.isEmpty();
  }

  /** Waits, bounded, until everything that was sent is answered. */
  void drain(Duration atMost, Consumer<Integer> leftOver) {
    long end = System.nanoTime() + atMost.toNanos();
    try {
      while (inFlight > 0) {
        Result result = results.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (result == null) {
          leftOver.accept(inFlight);
          return;
        }
        settle(result, Long.MAX_VALUE - settings.retryBackOff().toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      leftOver.accept(inFlight);
    }
  }

  private void settle(Result result, long now) {
    inFlight--;
    if (result.error() == null) {
      result.held().home().complete(result.held());
      return;
    }
    metrics.refused();
    log.atWarn()
        .addKeyValue("topic", kafka.topic(result.to()))
        .addKeyValue("from", result.held().home().partition())
        .addKeyValue("offset", result.held().raw().offset())
        .setCause(result.error())
        .log("Kafka refused a waiting delivery; it is kept and sent again");
    refused.addLast(new Refused(result.held(), now + settings.retryBackOff().toMillis()));
  }
}
