package dev.hookstream.topology.log;

import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.TopicNames;
import dev.hookstream.topology.state.BeforeCommit;
import java.time.Duration;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.internals.RocksDbWindowBytesStoreSupplier;

/**
 * The log's topology: attempts and outcomes into its stores, nothing out; and out of the stores
 * what the audit says is erased. It is run on its own, at least once, so that it can lag without
 * holding up deliveries; all it does may be done twice.
 *
 * <p>The stores are segmented, by the time in the delivery's id. Why so is in {@code
 * docs/decisions/delivery-log-store.md}.
 */
public final class LogTopology {
  /**
   * Name of the store of rows: {@link LogKeys#row} to a {@code LogRow}; beside them lie the indexes
   * of the rows, and {@link LogKeys#tally} to a {@code LogTally} for each hour.
   */
  public static final String ROWS = "log-rows";

  /** Name of the store of second rows: {@link LogKeys#attempt} to an {@code AttemptPointer}. */
  public static final String ATTEMPTS = "log-attempts";

  /** Name of the store of {@link LogKeys#tally} to a {@code LogTally} for each five minutes. */
  public static final String FIVES = "log-fives";

  /** Name of the store of {@code LogErasure} by workspace. */
  public static final String ERASURES = "log-erasures";

  /** What a tally in {@link #ROWS} is of. */
  public static final Duration HOUR = Duration.ofHours(1);

  /** What a tally in {@link #FIVES} is of. */
  public static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  /** For how long there are tallies of five minutes: what is older is asked for by the hour. */
  public static final LogSettings FIVES_KEPT =
      new LogSettings(Duration.ofDays(2), Duration.ofDays(1));

  /** A row's window is a point in time. */
  private static final long WINDOW_MILLIS = 1;

  /**
   * The entries of the audit are read before all else, however far the log lags: they are taken for
   * that much older than they are.
   */
  static final Duration AUDIT_FIRST = Duration.ofDays(365);

  private static final String LOG = "log";

  private LogTopology() {}

  /**
   * Builds it.
   *
   * @param names of the topics; {@code attempts}, {@code outcomes} and {@code audit} must have
   *     equally many partitions
   * @param settings for how long rows are kept
   * @param gathered where readers see what is not in the stores yet
   */
  public static Topology build(TopicNames names, LogSettings settings, GatheredEvents gathered) {
    LogProcessor.Names topics =
        new LogProcessor.Names(names.of(Topic.OUTCOMES), names.of(Topic.AUDIT));
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    return new Topology()
        .addSource("attempts", bytes, bytes, names.of(Topic.ATTEMPTS))
        .addSource("outcomes", bytes, bytes, topics.outcomes())
        .addSource(
            (AutoOffsetReset) null,
            "audit",
            (record, last) -> Math.max(0, record.timestamp() - AUDIT_FIRST.toMillis()),
            bytes,
            bytes,
            topics.audit())
        .addProcessor(
            LOG,
            () -> new LogProcessor(topics, settings, gathered),
            "attempts",
            "outcomes",
            "audit")
        .addStateStore(store(ROWS, settings), LOG)
        .addStateStore(store(ATTEMPTS, settings), LOG)
        .addStateStore(store(FIVES, FIVES_KEPT), LOG)
        .addStateStore(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(ERASURES), Serdes.Bytes(), Serdes.ByteArray()),
            LOG)
        .addStateStore(BeforeCommit.builder(), LOG);
  }

  private static StoreBuilder<WindowStore<Bytes, byte[]>> store(String name, LogSettings settings) {
    // Stores.persistentWindowStore makes segments of half the retention, and takes no other.
    RocksDbWindowBytesStoreSupplier segments =
        new RocksDbWindowBytesStoreSupplier(
            name,
            settings.retention().toMillis(),
            settings.segment().toMillis(),
            WINDOW_MILLIS,
            false,
            RocksDbWindowBytesStoreSupplier.WindowStoreTypes.DEFAULT_WINDOW_STORE);
    return Stores.windowStoreBuilder(segments, Serdes.Bytes(), Serdes.ByteArray())
        .withCachingDisabled();
  }
}
