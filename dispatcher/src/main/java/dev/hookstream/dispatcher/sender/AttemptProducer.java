package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.Attempt;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts attempts on their topic, from a thread of its own since {@code producer.send} can block. A
 * record is reported as done only when the brokers have its attempt; an attempt that they did not
 * take is sent again, for ever, and {@link #problem} says so meanwhile. Thread-safe.
 */
final class AttemptProducer {
  private static final Logger log = LoggerFactory.getLogger(AttemptProducer.class);
  private static final long RETRY_MILLIS = 1_000;

  /** After so many it looks at what else there is to do. */
  private static final int MAX_BATCH = 1_000;

  /** An attempt, and the record to report as done when the brokers have it. */
  private record Finished(Attempt attempt, Received received, boolean trimmed) {}

  private final String topic;
  private final Supplier<Producer<byte[], byte[]>> producers;
  private final Function<Attempt, byte[]> encoder;
  private final MeterRegistry registry;
  private final Batches<Finished> queue = new Batches<>();
  private final ConcurrentLinkedQueue<Finished> again = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unsafe = new AtomicInteger();
  private final Thread thread = new Thread(this::run, "hookstream-attempts");
  private volatile @Nullable String problem;
  private volatile boolean broken;
  private volatile boolean closing;

  AttemptProducer(
      String topic,
      Supplier<Producer<byte[], byte[]>> producers,
      Function<Attempt, byte[]> encoder,
      MeterRegistry registry) {
    this.topic = topic;
    this.producers = producers;
    this.encoder = encoder;
    this.registry = registry;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Takes an attempt; never blocks. */
  void add(Attempt attempt, Received received) {
    unsafe.incrementAndGet();
    queue.add(new Finished(attempt, received, false));
  }

  /** How many attempts the brokers do not have yet. */
  int pending() {
    return unsafe.get();
  }

  /** What keeps attempts from being taken, if something does. */
  Optional<String> problem() {
    if (!closing && thread.getState() == Thread.State.TERMINATED) {
      return Optional.of("the thread that reports attempts has ended; restart");
    }
    return Optional.ofNullable(problem);
  }

  /** Sends what is there within the time, and ends. What is not sent was never reported as done. */
  void close(Duration within) throws InterruptedException {
    closing = true;
    thread.join(Math.max(1, within.toMillis()));
    if (thread.isAlive()) {
      thread.interrupt();
      thread.join(TimeUnit.SECONDS.toMillis(1));
    }
  }

  private void run() {
    try {
      while (!done()) {
        live();
      }
    } catch (InterruptedException e) {
      // Closed before all was sent: the offsets of the rest are not done, so nothing is lost.
      Thread.currentThread().interrupt();
    }
  }

  private boolean done() {
    return closing && unsafe.get() == 0;
  }

  /** The life of one producer; whatever ends it early, the next one goes on where it was. */
  private void live() throws InterruptedException {
    Producer<byte[], byte[]> producer = null;
    try {
      producer = open();
      try (KafkaClientMetrics its = new KafkaClientMetrics(producer)) {
        its.bindTo(registry);
        use(producer);
      }
    } catch (RuntimeException | Error e) {
      problem = "the producer of attempts failed: " + e;
      log.atError().setCause(e).log("The producer of attempts failed; a new one takes its place");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS));
    } finally {
      close(producer);
      // After it is closed: what it could not send any more fails then, and is not the next one's.
      broken = false;
    }
  }

  /** Returns when it is of no more use. */
  private void use(Producer<byte[], byte[]> producer) throws InterruptedException {
    long retryAt = System.nanoTime();
    while (!done()) {
      queue.await(TimeUnit.MILLISECONDS.toNanos(100));
      Finished next;
      for (int i = 0; i < MAX_BATCH && (next = queue.poll()) != null; i++) {
        send(producer, next);
      }
      if (System.nanoTime() - retryAt >= 0) {
        retryAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
        if (broken) {
          return;
        }
        Finished failed;
        int count = again.size();
        while (count-- > 0 && (failed = again.poll()) != null) {
          send(producer, failed);
        }
      }
    }
  }

  private void close(@Nullable Producer<byte[], byte[]> producer) {
    if (producer == null) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      producer.close(closing ? Duration.ofSeconds(1) : Duration.ZERO);
    } catch (RuntimeException | Error e) {
      log.atError().setCause(e).log("The producer of attempts cannot be closed");
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tries until it can be opened: without it nothing is reported, and nothing is lost. */
  private Producer<byte[], byte[]> open() throws InterruptedException {
    while (true) {
      try {
        return producers.get();
      } catch (RuntimeException e) {
        problem = "the producer of attempts cannot be opened: " + e.getMessage();
        log.atError().setCause(e).log("The producer of attempts cannot be opened; tried again");
        if (closing) {
          throw new InterruptedException("closed");
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS));
      }
    }
  }

  private void send(Producer<byte[], byte[]> producer, Finished finished) {
    Attempt attempt = finished.attempt;
    byte[] key = attempt.getRef().getWorkspaceId().getBytes(StandardCharsets.UTF_8);
    try {
      ProducerRecord<byte[], byte[]> sent =
          new ProducerRecord<>(topic, key, encoder.apply(attempt));
      var unused = producer.send(sent, (metadata, failure) -> answered(finished, failure));
    } catch (RuntimeException | Error e) {
      answered(finished, e);
    }
  }

  private void answered(Finished finished, @Nullable Throwable failure) {
    if (failure == null) {
      problem = null;
      unsafe.decrementAndGet();
      finished.received.partition.safe(finished.received);
      return;
    }
    if (problem == null) {
      log.atError()
          .addKeyValue("topic", topic)
          .setCause(failure)
          .log("attempts are not taken by the brokers; they are kept and sent again");
    }
    problem = "attempts cannot be written to " + topic + ": " + failure.getMessage();
    if (failure instanceof RecordTooLargeException && !finished.trimmed) {
      again.add(trimmed(finished));
      return;
    }
    broken |=
        !(failure instanceof RetriableException || failure instanceof RecordTooLargeException);
    again.add(finished);
  }

  /** Without what is only there to be looked at; the body is what a retry is made from. */
  private static Finished trimmed(Finished finished) {
    finished.attempt.setResponseBody(ByteBuffer.allocate(0));
    finished.attempt.setResponseHeaders(List.of());
    return new Finished(finished.attempt, finished.received, true);
  }
}
