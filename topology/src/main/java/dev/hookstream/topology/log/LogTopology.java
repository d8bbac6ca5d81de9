package dev.hookstream.topology.log;

import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.TopicNames;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.internals.RocksDbWindowBytesStoreSupplier;

/**
 * The log's topology: attempts and outcomes into two stores, nothing out. It is run on its own, at
 * least once, so that it can lag without holding up deliveries; all it does may be done twice.
 *
 * <p>Both stores are segmented by the time in the delivery's id. Why so is in {@code
 * docs/decisions/delivery-log-store.md}.
 */
public final class LogTopology {
  /** Name of the store of rows: {@link LogKeys#row} to a {@code LogRow}. */
  public static final String ROWS = "log-rows";

  /** Name of the store of second rows: {@link LogKeys#attempt} to an {@code AttemptPointer}. */
  public static final String ATTEMPTS = "log-attempts";

  /** A row's window is a point in time. */
  private static final long WINDOW_MILLIS = 1;

  private LogTopology() {}

  /**
   * Builds it.
   *
   * @param names of the topics; {@code attempts} and {@code outcomes} must have equally many
   *     partitions
   * @param settings for how long rows are kept
   */
  public static Topology build(TopicNames names, LogSettings settings) {
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    return new Topology()
        .addSource("attempts", bytes, bytes, names.of(Topic.ATTEMPTS))
        .addSource("outcomes", bytes, bytes, names.of(Topic.OUTCOMES))
        .addProcessor("log-attempt", LogAttempts::new, "attempts")
        .addProcessor("log-outcome", LogOutcomes::new, "outcomes")
        .addStateStore(store(ROWS, settings), "log-attempt", "log-outcome")
        .addStateStore(store(ATTEMPTS, settings), "log-attempt", "log-outcome");
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
