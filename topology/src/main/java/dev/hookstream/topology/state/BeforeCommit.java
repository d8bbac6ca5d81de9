package dev.hookstream.topology.state;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * Does a task's last work before its transaction commits: what a processor has kept in memory goes
 * into its stores, and so commits with the offsets of what it came from.
 *
 * <p>A store of nothing. Kafka Streams asks its write caches to empty themselves at this moment,
 * and has no other way of telling; hence its internal interface {@link CachedStateStore}, here and
 * nowhere else.
 */
public final class BeforeCommit extends InMemoryStore implements CachedStateStore<Object, Object> {
  /** The name under which the processors of a task find it. */
  public static final String NAME = "before-commit";

  private @Nullable Runnable work;

  private BeforeCommit() {
    super(NAME);
  }

  /** The builder by which a topology gives each of its tasks one of these. */
  public static StoreBuilder<BeforeCommit> builder() {
    return new InMemoryBuilder<>(NAME, BeforeCommit::new);
  }

  /**
   * Registers the work; call from a processor's {@code init}. It runs on the task's thread, perhaps
   * without anything to do, and may write to the processor's stores but forward nothing.
   */
  public static void run(ProcessingContext context, Runnable work) {
    BeforeCommit found = context.getStateStore(NAME);
    found.work = work;
  }

  @Override
  public void flushCache() {
    Runnable known = work;
    if (known != null) {
      known.run();
    }
  }

  @Override
  public void clearCache() {
    forget();
  }

  @Override
  public boolean setFlushListener(
      CacheFlushListener<Object, Object> listener, boolean sendOldValues) {
    return false;
  }

  @Override
  public void commit(Map<TopicPartition, Long> changelogOffsets) {
    // Comes after the commit, too late to be part of it.
  }

  @Override
  public void forget() {
    // Its processor registers again where it is needed.
    work = null;
  }
}
