package dev.hookstream.dispatcher.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;

/**
 * How one Streams application is: its state, its threads, its folder, its restore, and Kafka's own
 * metrics of it. Made before it is started, closed after it. Thread-safe.
 */
public final class StreamsMetrics implements AutoCloseable {
  private static final String THREADS = "stream-thread-metrics";
  private static final String FETCHES = "consumer-fetch-manager-metrics";

  private final MeterRegistry registry;
  private final String app;
  private final KafkaStreams streams;
  private final RestoreMetrics restore;
  private final StateFolderMetrics folder;
  private final KafkaStreamsMetrics kafkas;
  private final Counter deaths;
  private final Age lastCommit;
  private double commits;

  /**
   * Watches an application that has not been started yet.
   *
   * @param app {@code dispatch} or {@code log}
   * @param nanos a monotonic clock
   */
  public StreamsMetrics(
      MeterRegistry registry,
      String app,
      KafkaStreams streams,
      Path stateDir,
      int threads,
      LongSupplier nanos) {
    this.registry = registry;
    this.app = app;
    this.streams = streams;
    restore = new RestoreMetrics(registry, app, nanos);
    streams.setGlobalStateRestoreListener(restore);
    folder = new StateFolderMetrics(registry, app, stateDir);
    lastCommit = new Age(nanos);
    deaths = registry.counter("hookstream.streams.thread.deaths", "app", app);
    for (KafkaStreams.State state : KafkaStreams.State.values()) {
      Gauge.builder("hookstream.streams.state", () -> streams.state() == state ? 1 : 0)
          .tag("app", app)
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    gauge("hookstream.streams.threads.configured", "", () -> threads);
    gauge("hookstream.streams.threads.alive", "", this::alive);
    gauge("hookstream.streams.last.commit.age", "seconds", this::sinceCommit);
    gauge("hookstream.restore.left", "bytes", this::bytesLeft);
    kafkas = new KafkaStreamsMetrics(streams);
    kafkas.bindTo(registry);
  }

  private void gauge(String name, String unit, Supplier<Number> value) {
    Gauge.Builder<?> builder = Gauge.builder(name, value).tag("app", app);
    var unused = (unit.isEmpty() ? builder : builder.baseUnit(unit)).register(registry);
  }

  /** One of its threads has died. */
  public void threadDied() {
    deaths.increment();
  }

  /** Looks at the disk that the state is on, which may be one in a network. */
  public void lookAtDisk() {
    folder.lookAtDisk();
  }

  /** Looks at what is too dear for each scrape; blocks for a walk over the state's files. */
  public void look() {
    folder.look();
  }

  private long alive() {
    return streams.metadataForLocalThreads().stream()
        .filter(thread -> !thread.threadState().equals("DEAD"))
        .count();
  }

  private synchronized double sinceCommit() {
    double now = sum(THREADS, "commit-total", "");
    if (now != commits) {
      commits = now;
      lastCommit.renew();
    }
    return lastCommit.seconds();
  }

  /** An estimate: nobody but the broker knows how large a changelog is. */
  private double bytesLeft() {
    long left = restore.recordsLeft();
    if (left == 0) {
      return 0;
    }
    double records = sum(FETCHES, "records-consumed-total", "restore-consumer");
    return records == 0
        ? 0
        : left * sum(FETCHES, "bytes-consumed-total", "restore-consumer") / records;
  }

  private double sum(String group, String name, String client) {
    double sum = 0;
    for (Metric metric : streams.metrics().values()) {
      MetricName its = metric.metricName();
      if (its.name().equals(name)
          && its.group().equals(group)
          && !its.tags().containsKey("topic")
          && its.tags().getOrDefault("client-id", "").contains(client)
          && metric.metricValue() instanceof Number number) {
        sum += number.doubleValue();
      }
    }
    return sum;
  }

  @Override
  public void close() {
    kafkas.close();
  }
}
