package dev.hookstream.topology.log;

import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/** The log's stores in memory, without a topology: for tests of what a task does to them. */
final class LogInMemory {
  final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
  final WindowStore<Bytes, byte[]> rows = store(LogTopology.ROWS);
  final WindowStore<Bytes, byte[]> attempts = store(LogTopology.ATTEMPTS);
  final WindowStore<Bytes, byte[]> fives = store(LogTopology.FIVES);
  final KeyValueStore<Bytes, byte[]> erasures =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore(LogTopology.ERASURES),
              Serdes.Bytes(),
              Serdes.ByteArray())
          .withLoggingDisabled()
          .build();
  final GatheredEvents gathered = new GatheredEvents();
  final LogReader reader = new LogReader(rows, attempts, erasures, gathered);

  LogInMemory() {
    erasures.init(context.getStateStoreContext(), erasures);
    context.addStateStore(erasures);
  }

  private WindowStore<Bytes, byte[]> store(String name) {
    WindowStore<Bytes, byte[]> made =
        Stores.windowStoreBuilder(
                Stores.inMemoryWindowStore(name, Duration.ofDays(30), Duration.ofMillis(1), false),
                Serdes.Bytes(),
                Serdes.ByteArray())
            .withLoggingDisabled()
            .withCachingDisabled()
            .build();
    made.init(context.getStateStoreContext(), made);
    context.addStateStore(made);
    return made;
  }
}
