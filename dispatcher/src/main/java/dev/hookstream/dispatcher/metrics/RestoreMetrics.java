package dev.hookstream.dispatcher.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/**
 * How far the state of one application is back: told by Streams on its threads, by partition, and
 * summed up by store. Thread-safe.
 */
public final class RestoreMetrics implements StateRestoreListener {
  private static final double NANOS_A_SECOND = 1e9;

  private record Part(TopicPartition partition, String store) {}

  private record Left(long end, long records) {}

  private final MeterRegistry registry;
  private final String app;
  private final LongSupplier nanos;
  private final Map<Part, Left> left = new ConcurrentHashMap<>();
  private final Map<String, Counter> restored = new ConcurrentHashMap<>();
  private volatile long began;

  /**
   * Nothing is being restored yet.
   *
   * @param nanos a monotonic clock
   */
  public RestoreMetrics(MeterRegistry registry, String app, LongSupplier nanos) {
    this.registry = registry;
    this.app = app;
    this.nanos = nanos;
    Gauge.builder("hookstream.restore.age", this, RestoreMetrics::seconds)
        .strongReference(true)
        .baseUnit("seconds")
        .tag("app", app)
        .register(registry);
  }

  /** Since the restore under way began; 0 where none is. */
  double seconds() {
    return left.isEmpty() ? 0 : (nanos.getAsLong() - began) / NANOS_A_SECOND;
  }

  /** Records that are to be read back still, of all stores. */
  long recordsLeft() {
    return left.values().stream().mapToLong(Left::records).sum();
  }

  private double recordsLeft(String store) {
    return left.entrySet().stream()
        .filter(one -> one.getKey().store().equals(store))
        .mapToLong(one -> one.getValue().records())
        .sum();
  }

  @Override
  public synchronized void onRestoreStart(
      TopicPartition partition, String store, long start, long end) {
    restored.computeIfAbsent(store, this::register);
    if (left.isEmpty()) {
      began = nanos.getAsLong();
    }
    left.put(new Part(partition, store), new Left(end, Math.max(0, end - start)));
  }

  private Counter register(String store) {
    Tags tags = Tags.of("app", app, "store", store);
    Gauge.builder("hookstream.restore.records.left", () -> recordsLeft(store))
        .tags(tags)
        .register(registry);
    return registry.counter("hookstream.restore.records", tags);
  }

  @Override
  public void onBatchRestored(TopicPartition partition, String store, long last, long records) {
    restored.computeIfAbsent(store, this::register).increment((double) records);
    left.computeIfPresent(
        new Part(partition, store),
        (part, before) -> new Left(before.end(), Math.max(0, before.end() - last - 1)));
  }

  @Override
  public void onRestoreEnd(TopicPartition partition, String store, long total) {
    left.remove(new Part(partition, store));
  }

  /** The task has gone elsewhere, and its state with it. */
  @Override
  public void onRestoreSuspended(TopicPartition partition, String store, long total) {
    left.remove(new Part(partition, store));
  }
}
