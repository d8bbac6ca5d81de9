package dev.hookstream.dispatcher.delay;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds what waits in the retry topics until it is due and then hands it to the topic {@code due}:
 * never before, as little after as Kafka allows, at least once. Decides nothing.
 *
 * <p>One thread of its own, group {@code <prefix>hookstream-delay}; instances share the partitions.
 * Where Kafka fails the line opens its clients anew with a back-off, for as long as it takes.
 * Thread-safe.
 */
public final class DelayLine implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DelayLine.class);
  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);

  /**
   * How it is.
   *
   * @param up whether the line runs
   * @param problem what is wrong, in words; empty where nothing is
   */
  public record Health(boolean up, Optional<String> problem) {}

  private final KafkaSettings kafka;
  private final DelaySettings settings;
  private final MeterRegistry registry;
  private final DelayMetrics metrics;
  private final InstantSource clock;
  private final Thread thread;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile Health health = new Health(false, Optional.of("not started"));

  /** Opens nothing yet; see {@link #start}. */
  public DelayLine(
      KafkaSettings kafka, DelaySettings settings, MeterRegistry registry, InstantSource clock) {
    this.kafka = kafka;
    this.settings = settings;
    this.registry = registry;
    this.metrics = new DelayMetrics(registry, System::nanoTime);
    this.clock = clock;
    this.thread = new Thread(this::run, "hookstream-delay");
  }

  /** Begins; call once. The retry topics and {@code due} must be there. */
  public void start() {
    thread.start();
  }

  /** Whether it runs, and why not. */
  public Health health() {
    if (health.up() && !thread.isAlive()) {
      return new Health(false, Optional.of("the delay line's thread has ended; restart"));
    }
    return health;
  }

  /**
   * Ends: what is being handed over is finished and committed, within the settings' drain; what
   * waits stays where it is. Waits for that; may be called twice.
   */
  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join(settings.drain().multipliedBy(4).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean stopping() {
    return stop.getCount() == 0;
  }

  private void run() {
    Duration backOff = settings.retryBackOff();
    while (!stopping()) {
      try {
        runUntilStopped();
      } catch (RuntimeException e) {
        if (health.up()) {
          backOff = settings.retryBackOff();
        }
        health = new Health(false, Optional.of("the delay line has failed: " + e));
        log.atError()
            .addKeyValue("again_in", backOff)
            .setCause(e)
            .log("the delay line has failed and starts anew; what waits is safe in Kafka");
        backOff = await(backOff);
      }
    }
    health = new Health(false, Optional.of("stopped"));
  }

  private void runUntilStopped() {
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(producerProperties());
        KafkaClientMetrics producers = new KafkaClientMetrics(producer)) {
      producers.bindTo(registry);
      try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(consumerProperties());
          KafkaClientMetrics consumers = new KafkaClientMetrics(consumer)) {
        consumers.bindTo(registry);
        DelayLoop loop = new DelayLoop(consumer, producer, kafka, settings, metrics, clock);
        while (!stopping()) {
          loop.turn();
          health = new Health(true, Optional.empty());
        }
        loop.end();
      } finally {
        // Nobody waits for what is left: it is not committed, and the next instance sends it.
        producer.close(settings.drain());
      }
    }
  }

  /** Waits outside any poll, and gives the wait after that. */
  private Duration await(Duration backOff) {
    try {
      if (stop.await(backOff.toMillis(), TimeUnit.MILLISECONDS)) {
        return backOff;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop.countDown();
    }
    Duration doubled = backOff.multipliedBy(2);
    return doubled.compareTo(LONGEST_BACK_OFF) < 0 ? doubled : LONGEST_BACK_OFF;
  }

  private Map<String, Object> consumerProperties() {
    Map<String, Object> properties = kafka.consumer("delay");
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, settings.partitionBytes());
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 32 * settings.partitionBytes());
    // A partition that is resumed cannot be fetched while a fetch of the empty ones is out: with
    // the
    // default of 500 ms one full partition among empty ones is read at two fetches a second.
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
    return properties;
  }

  private Map<String, Object> producerProperties() {
    Map<String, Object> properties = kafka.producer("delay");
    // send() may not hold up the poll for long; what it refuses is kept and tried again.
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    return properties;
  }
}
