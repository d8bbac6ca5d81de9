package dev.hookstream.dispatcher.log;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.metrics.StreamsMetrics;
import dev.hookstream.topology.log.GatheredEvents;
import dev.hookstream.topology.log.LogSettings;
import dev.hookstream.topology.log.LogTopology;
import dev.hookstream.topology.state.BoundedMemory;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the log's topology. A thread that dies is replaced, more slowly each time. */
final class LogStreams implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogStreams.class);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final int THREADS = 1;
  private static final int MOST_DOUBLINGS = 7;
  private static final long QUIET_AGAIN_NANOS = Duration.ofMinutes(1).toNanos();
  private static final Duration CLOSING = Duration.ofSeconds(20);

  private final GatheredEvents gathered = new GatheredEvents();
  private final KafkaStreams streams;
  private final StreamsMetrics metrics;
  private final AtomicInteger deaths = new AtomicInteger();
  private volatile long lastDeathNanos;
  private volatile String lastDeath = "";

  LogStreams(KafkaSettings kafka, LogSettings settings, LogPlace place, MeterRegistry registry) {
    streams =
        new KafkaStreams(
            LogTopology.build(kafka.names(), settings, gathered), properties(kafka, place));
    streams.setUncaughtExceptionHandler(this::threadDied);
    metrics =
        new StreamsMetrics(registry, "log", streams, place.stateDir(), THREADS, System::nanoTime);
  }

  static Properties properties(KafkaSettings kafka, LogPlace place) {
    Properties properties = new Properties();
    // The log may lag a little: it fetches and writes in batches, which is cheaper.
    properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG), 64 * 1024);
    properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 100);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG),
        KafkaSettings.FETCH_BYTES);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 * 1024);
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION),
        KafkaSettings.REQUESTS_AT_ONCE);
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
        KafkaSettings.SESSION_TIMEOUT_MILLIS);
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        KafkaSettings.HEARTBEAT_MILLIS);
    properties.putAll(kafka.client());
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, kafka.group("log"));
    properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, place.advertised());
    properties.put(StreamsConfig.CLIENT_ID_CONFIG, kafka.member("log"));
    properties.put(StreamsConfig.STATE_DIR_CONFIG, place.stateDir().toString());
    properties.putAll(kafka.changelogs());
    properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, place.standbys());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, THREADS);
    properties.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    // Whatever order the topics are read in, the rows come out the same: nothing is to be waited
    // for, nor to be written down about waiting.
    properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedMemory.class);
    properties.put(BoundedMemory.MEMORY_BYTES, place.memoryBytes());
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
    return properties;
  }

  void start() {
    streams.start();
  }

  /** Why the log cannot work now; empty where it can. */
  Optional<String> notReady() {
    KafkaStreams.State state = streams.state();
    if (state == KafkaStreams.State.RUNNING) {
      return Optional.empty();
    }
    String because = lastDeath.isEmpty() ? "" : "; its last failure: " + lastDeath;
    return Optional.of("the delivery log is " + state + because);
  }

  StreamsMetrics metrics() {
    return metrics;
  }

  KafkaStreams streams() {
    return streams;
  }

  /** What its tasks have gathered and not put into their stores. */
  GatheredEvents gathered() {
    return gathered;
  }

  /** A partition of one of {@link LogTopology}'s window stores, where it is here and in use. */
  ReadOnlyWindowStore<Bytes, byte[]> store(String name, int partition) {
    return store(name, partition, QueryableStoreTypes.windowStore());
  }

  /** A partition of {@link LogTopology#ERASURES}, where it is here and in use. */
  ReadOnlyKeyValueStore<Bytes, byte[]> erasures(int partition) {
    return store(LogTopology.ERASURES, partition, QueryableStoreTypes.keyValueStore());
  }

  private <T> T store(String name, int partition, QueryableStoreType<T> type) {
    try {
      return streams.store(
          StoreQueryParameters.fromNameAndType(name, type).withPartition(partition));
    } catch (InvalidStateStoreException | IllegalStateException e) {
      throw new LogNotReadyException(notReady().orElse("the delivery log is moving"), e);
    }
  }

  /** Commits and leaves the group. */
  @Override
  public void close() {
    CloseOptions options =
        CloseOptions.timeout(CLOSING)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
    metrics.close();
    if (!streams.close(options)) {
      log.warn("The delivery log did not stop within {}; it goes on from its last commit", CLOSING);
    }
  }

  private StreamThreadExceptionResponse threadDied(Throwable cause) {
    metrics.threadDied();
    long now = System.nanoTime();
    if (now - lastDeathNanos > QUIET_AGAIN_NANOS) {
      deaths.set(0);
    }
    lastDeathNanos = now;
    lastDeath = String.valueOf(cause.getMessage());
    long pause = FIRST_PAUSE_MILLIS << Math.min(deaths.getAndIncrement(), MOST_DOUBLINGS);
    log.atError()
        .setCause(cause)
        .addKeyValue("pause_ms", pause)
        .log("A thread of the delivery log died; another takes its place after the pause");
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }
}
