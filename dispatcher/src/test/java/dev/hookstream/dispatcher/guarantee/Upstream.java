package dev.hookstream.dispatcher.guarantee;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The service that produces the events, and keeps account of which of them Kafka has taken. */
final class Upstream implements AutoCloseable {
  private final Plan plan;
  private final KafkaSettings kafka;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, Long> acceptedAt = new ConcurrentHashMap<>();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final Thread thread = new Thread(this::produce, "upstream");
  private int next;
  private int mayProduce;
  private boolean finished;
  private @Nullable Throwable fault;

  Upstream(Plan plan, KafkaSettings kafka) {
    this.plan = plan;
    this.kafka = kafka;
    this.producer = new KafkaProducer<>(kafka.producer("upstream"));
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Lets it go on until the event of this number, so that it does not outrun the kills. */
  synchronized void allow(int upTo) {
    mayProduce = upTo;
    notifyAll();
  }

  /** Waits until the event of this number is about to be produced. */
  synchronized void awaitEvent(int number) throws InterruptedException {
    while (next < number) {
      check();
      wait(1_000);
    }
  }

  /** Lets it produce no more than it has. */
  synchronized void finish() {
    finished = true;
    notifyAll();
  }

  private synchronized boolean isFinished() {
    return finished;
  }

  /** Waits until all are produced and Kafka has answered for each. */
  void awaitEnd() throws InterruptedException {
    thread.join(TimeUnit.MINUTES.toMillis(30));
    synchronized (this) {
      check();
    }
    if (thread.isAlive() || !refused.isEmpty()) {
      throw new AssertionError("events were not produced to their end: " + refused);
    }
  }

  /** The events that Kafka has acknowledged, with the time of that. */
  Map<String, Long> accepted() {
    return Map.copyOf(acceptedAt);
  }

  /** Whether Kafka acknowledged an event at or after a time. */
  boolean acceptedSince(String eventId, long since) {
    Long at = acceptedAt.get(eventId);
    return at != null && at >= since;
  }

  private void check() {
    if (fault != null) {
      throw new AssertionError("producing failed", fault);
    }
  }

  private void produce() {
    try {
      long due = System.nanoTime();
      for (int number = 0; number < plan.events() && !isFinished(); number++) {
        if (awaitTurn(number)) {
          due = System.nanoTime();
        }
        LockSupport.parkNanos(due - System.nanoTime());
        due += TimeUnit.SECONDS.toNanos(1) / plan.perSecond();
        send(plan.event(number), number);
      }
      producer.flush();
    } catch (RuntimeException e) {
      failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed(e);
    }
  }

  private synchronized void failed(Throwable cause) {
    fault = cause;
    notifyAll();
  }

  /** True where it had to wait. */
  private synchronized boolean awaitTurn(int number) throws InterruptedException {
    next = number;
    notifyAll();
    boolean waited = false;
    while (number >= mayProduce && !finished) {
      waited = true;
      wait();
    }
    return waited;
  }

  private void send(Plan.Planned event, int number) {
    String workspace = event.workspace();
    String json =
        """
        {"id":"%s","type":"%s","workspace_id":"%s","occurred_at":"%s","data":{"number":%d}}\
        """
            .formatted(event.id(), event.type(), workspace, Instant.now(), number);
    var unused =
        producer.send(
            new ProducerRecord<>(
                kafka.topic(Topic.EVENTS),
                workspace.getBytes(StandardCharsets.UTF_8),
                json.getBytes(StandardCharsets.UTF_8)),
            (metadata, failure) -> {
              if (failure == null) {
                acceptedAt.put(event.id(), System.currentTimeMillis());
              } else {
                refused.add(event.id() + ": " + failure);
              }
            });
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
