package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.metrics.StreamsMetrics;
import dev.hookstream.topology.flow.SeenEvents;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the dispatch topology. A thread that dies is replaced, more slowly each time; where that
 * does not help the instance is unready, and says why.
 */
final class DispatchStreams implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DispatchStreams.class);
  private static final long LONGEST_PAUSE_MS = 10_000;
  private static final long QUIET_AGAIN_MS = 60_000;

  /** So long one thread dies after the other before nobody believes any more that it helps. */
  private static final long DYING_MS = 180_000;

  private static final Duration CLOSING = Duration.ofSeconds(20);

  private final StateFolder folder;
  private final KafkaStreams streams;
  private final StreamsMetrics metrics;
  private final LeftTransactions left;
  private final AtomicInteger deaths = new AtomicInteger();
  private volatile String lastDeath = "";
  private volatile long firstDeathAt;
  private volatile long lastDeathAt;

  DispatchStreams(
      KafkaSettings kafka,
      Topology topology,
      Properties properties,
      int threads,
      MeterRegistry registry) {
    folder =
        new StateFolder(
            Path.of(properties.getProperty(StreamsConfig.STATE_DIR_CONFIG)),
            properties.getProperty(StreamsConfig.APPLICATION_ID_CONFIG));
    folder.begin();
    StreamsClients clients = new StreamsClients();
    streams = new KafkaStreams(topology, properties, clients);
    String application = properties.getProperty(StreamsConfig.APPLICATION_ID_CONFIG);
    left = new LeftTransactions(kafka, application, streams, clients);
    streams.setUncaughtExceptionHandler(this::threadDied);
    metrics =
        new StreamsMetrics(
            registry,
            "dispatch",
            streams,
            Path.of(properties.getProperty(StreamsConfig.STATE_DIR_CONFIG)),
            threads,
            System::nanoTime);
  }

  void start() {
    streams.start();
    left.start();
  }

  KafkaStreams streams() {
    return streams;
  }

  StreamsMetrics metrics() {
    return metrics;
  }

  /** Why the topology cannot work now; empty where it can. */
  Optional<String> notReady() {
    KafkaStreams.State state = streams.state();
    if (state == KafkaStreams.State.RUNNING) {
      return Optional.empty();
    }
    String because = lastDeath.isEmpty() ? "" : "; its last failure: " + lastDeath;
    return Optional.of("the topology is " + state + because);
  }

  /** Why a new start of the process is the only thing left to try; empty where it is not. */
  Optional<String> dead() {
    KafkaStreams.State state = streams.state();
    boolean ended = state == KafkaStreams.State.ERROR || state == KafkaStreams.State.NOT_RUNNING;
    long now = System.currentTimeMillis();
    boolean dying =
        state != KafkaStreams.State.RUNNING
            && deaths.get() > 0
            && now - firstDeathAt > DYING_MS
            && Math.abs(now - lastDeathAt) < QUIET_AGAIN_MS;
    return ended || dying
        ? Optional.of("the topology is " + state + "; its last failure: " + lastDeath)
        : Optional.empty();
  }

  /** A partition of a store of bytes, where it is here and in use. */
  ReadOnlyKeyValueStore<Bytes, byte[]> bytes(String store, int partition)
      throws InvalidStateStoreException {
    return streams.store(
        StoreQueryParameters.fromNameAndType(
                store, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
            .withPartition(partition));
  }

  /** A partition of a store, where it is here and in use. */
  <V> ReadOnlyKeyValueStore<String, V> records(String store, int partition)
      throws InvalidStateStoreException {
    return streams.store(
        StoreQueryParameters.fromNameAndType(store, QueryableStoreTypes.<String, V>keyValueStore())
            .withPartition(partition));
  }

  ReadOnlyWindowStore<Bytes, byte[]> seenEvents(int partition) throws InvalidStateStoreException {
    return streams.store(
        StoreQueryParameters.fromNameAndType(
                SeenEvents.STORE, QueryableStoreTypes.<Bytes, byte[]>windowStore())
            .withPartition(partition));
  }

  /** Commits what is done and leaves the group, so that others need not wait for a time-out. */
  @Override
  public void close() {
    left.close();
    CloseOptions options =
        CloseOptions.timeout(CLOSING)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
    metrics.close();
    if (streams.close(options)) {
      folder.end();
    } else {
      log.warn(
          "The topology did not stop within {}; its work goes on from the last commit", CLOSING);
    }
  }

  private StreamThreadExceptionResponse threadDied(Throwable cause) {
    metrics.threadDied();
    long now = System.currentTimeMillis();
    if (now - lastDeathAt > QUIET_AGAIN_MS) {
      deaths.set(0);
      firstDeathAt = now;
    }
    lastDeathAt = now;
    lastDeath = rootMessage(cause);
    long pause = Math.min(LONGEST_PAUSE_MS, 100L << Math.min(deaths.getAndIncrement(), 7));
    log.error("A thread of the topology died; it is replaced after {} ms", pause, cause);
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private static String rootMessage(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
