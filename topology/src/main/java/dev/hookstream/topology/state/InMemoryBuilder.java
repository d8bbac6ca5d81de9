package dev.hookstream.topology.state;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Builds a store that has no changelog: what it holds is made anew when a task starts.
 *
 * @param name under which processors find it
 * @param make makes one for each task
 * @param <T> the store
 */
public record InMemoryBuilder<T extends StateStore>(String name, Supplier<T> make)
    implements StoreBuilder<T> {
  @Override
  public StoreBuilder<T> withCachingEnabled() {
    return this;
  }

  @Override
  public StoreBuilder<T> withCachingDisabled() {
    return this;
  }

  @Override
  public StoreBuilder<T> withLoggingEnabled(Map<String, String> config) {
    throw new IllegalStateException(name + " lives in memory only and has no changelog");
  }

  @Override
  public StoreBuilder<T> withLoggingDisabled() {
    return this;
  }

  @Override
  public T build() {
    return make.get();
  }

  @Override
  public Map<String, String> logConfig() {
    return Map.of();
  }

  @Override
  public boolean loggingEnabled() {
    return false;
  }
}
