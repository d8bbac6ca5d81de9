package dev.hookstream.dispatcher.sender;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes deliveries off their topic, makes the requests, reports an attempt for each. A consumer
 * that fails is replaced, with a pause between; {@link #health} says what keeps it from working.
 * Start it once, end it with {@link #drain} or {@link #close}. Thread-safe.
 */
public final class Sender implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Sender.class);
  private static final long MAX_BACK_OFF_MILLIS = 10_000;

  private final String topic;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final SenderSettings settings;
  private final InstantSource clock;
  private final MeterRegistry registry;
  private final SenderMetrics metrics;
  private final Admission admission;
  private final AttemptProducer attempts;
  private final Dispatch dispatch;
  private final AvroCodec<Delivery> codec = AvroCodec.of(Delivery.class);
  private final Thread thread = new Thread(this::run, "hookstream-sender");
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile @Nullable Duration drainWithin;
  private volatile @Nullable String problem = "the sender has not been started";

  /** A sender against a real cluster. The exchange stays the caller's to close, after this. */
  public Sender(
      KafkaSettings kafka,
      SenderSettings settings,
      HttpExchange exchange,
      InstantSource clock,
      MeterRegistry metrics) {
    this(kafka, settings, (Exchanges) exchange, clock, metrics);
  }

  Sender(
      KafkaSettings kafka,
      SenderSettings settings,
      Exchanges exchange,
      InstantSource clock,
      MeterRegistry metrics) {
    this(
        kafka.topic(Topic.DELIVERIES),
        kafka.topic(Topic.ATTEMPTS),
        () -> new KafkaConsumer<>(consumerProperties(kafka)),
        () -> new KafkaProducer<>(producerProperties(kafka)),
        settings,
        exchange,
        clock,
        metrics);
  }

  Sender(
      String deliveries,
      String attemptsTopic,
      Supplier<Consumer<byte[], byte[]>> consumers,
      Supplier<Producer<byte[], byte[]>> producers,
      SenderSettings settings,
      Exchanges exchanges,
      InstantSource clock,
      MeterRegistry registry) {
    this.topic = deliveries;
    this.consumers = consumers;
    this.settings = settings;
    this.clock = clock;
    this.registry = registry;
    this.metrics = new SenderMetrics(registry, System::nanoTime);
    this.admission = new Admission(settings, clock, System::nanoTime);
    this.attempts =
        new AttemptProducer(
            attemptsTopic, producers, AvroCodec.of(Attempt.class)::encode, registry);
    this.dispatch = new Dispatch(admission, exchanges, attempts, clock, metrics);
    metrics.gauge("in.flight", admission::inFlight);
    metrics.gauge("in.flight.bytes", admission::bytesInFlight);
    metrics.gauge("queued", admission::queued);
    metrics.gauge("unreported", attempts::pending);
    thread.setDaemon(true);
  }

  /** Begins to consume. */
  public void start() {
    problem = null;
    attempts.start();
    thread.start();
  }

  /** What keeps the sender from working, in words; empty where nothing does. */
  public Optional<String> health() {
    if (problem == null && !thread.isAlive()) {
      return Optional.of("the sender's thread has ended; restart");
    }
    return Optional.ofNullable(problem).or(attempts::problem);
  }

  /**
   * Ends in order: begins no new request, lets those in flight finish and be reported within the
   * time, commits, and leaves the rest to whoever comes next.
   */
  public void drain(Duration within) {
    drainWithin = within;
    admission.stop();
    stopping.countDown();
    long deadline = System.nanoTime() + within.toNanos();
    try {
      thread.join(within.plusSeconds(2).toMillis());
      attempts.close(
          Duration.ofNanos(Math.max(TimeUnit.SECONDS.toNanos(1), deadline - System.nanoTime())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends without waiting for requests in flight: their deliveries are made again. */
  @Override
  public void close() {
    drain(Duration.ZERO);
  }

  private void run() {
    long backOff = 100;
    while (drainWithin == null) {
      try (Consumer<byte[], byte[]> consumer = consumers.get();
          KafkaClientMetrics its = new KafkaClientMetrics(consumer)) {
        its.bindTo(registry);
        backOff = live(consumer, backOff);
      } catch (RuntimeException e) {
        log.atError()
            .setCause(e)
            .log("the consumer of deliveries failed; a new one takes its place");
        metrics.restarts.increment();
        problem = "deliveries cannot be read from " + topic + ": " + e.getMessage();
        backOff = Math.min(backOff * 2, MAX_BACK_OFF_MILLIS);
        pause(backOff);
      }
    }
    problem = "the sender was stopped";
  }

  private long live(Consumer<byte[], byte[]> consumer, long backOff) {
    SenderLoop loop = new SenderLoop(consumer, settings, dispatch, codec::decode, clock, metrics);
    try {
      loop.subscribe(topic);
      long began = System.nanoTime();
      while (drainWithin == null) {
        loop.runOnce();
        problem = null;
      }
      Duration within = drainWithin;
      loop.drain(within == null ? Duration.ZERO : within);
      return System.nanoTime() - began > TimeUnit.MINUTES.toNanos(1) ? 100 : backOff;
    } finally {
      loop.abandon();
    }
  }

  private void pause(long millis) {
    try {
      boolean unused = stopping.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      drainWithin = Duration.ZERO;
    }
  }

  /** Sized for skew: nine tenths of all records can lie in one partition. */
  private static Map<String, Object> consumerProperties(KafkaSettings kafka) {
    Map<String, Object> properties = kafka.consumer("sender");
    // It need not wait for a commit: what an aborted transaction released is at worst a duplicate.
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, KafkaSettings.FETCH_BYTES);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, KafkaSettings.FETCH_BYTES);
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    return properties;
  }

  private static Map<String, Object> producerProperties(KafkaSettings kafka) {
    Map<String, Object> properties = kafka.producer("sender");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 1);
    return properties;
  }
}
