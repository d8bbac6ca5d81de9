package dev.hookstream.dispatcher.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.Set;

/** The metrics of the process, and which of Kafka's own are let through. Closed with it. */
public final class Platform implements AutoCloseable {
  private static final String KAFKAS = "kafka.";

  /**
   * Of some thousands: those without a series for each task, store, topic or broker. The list is in
   * docs/operate/metrics.md.
   */
  private static final Set<String> KAFKA =
      Set.of(
          "kafka.stream.thread.process.total",
          "kafka.stream.thread.process.ratio",
          "kafka.stream.thread.process.latency.avg",
          "kafka.stream.thread.poll.ratio",
          "kafka.stream.thread.poll.records.avg",
          "kafka.stream.thread.commit.total",
          "kafka.stream.thread.commit.ratio",
          "kafka.stream.thread.commit.latency.avg",
          "kafka.stream.thread.punctuate.ratio",
          "kafka.stream.thread.blocked.time.ns.total",
          "kafka.consumer.coordinator.rebalance.total",
          "kafka.consumer.coordinator.failed.rebalance.total",
          "kafka.consumer.coordinator.rebalance.latency.avg",
          "kafka.consumer.coordinator.last.heartbeat.seconds.ago",
          "kafka.consumer.coordinator.commit.latency.avg",
          "kafka.consumer.coordinator.assigned.partitions",
          "kafka.consumer.fetch.manager.fetch.total",
          "kafka.consumer.fetch.manager.fetch.latency.avg",
          "kafka.consumer.poll.idle.ratio.avg",
          "kafka.consumer.time.between.poll.max",
          "kafka.producer.record.send.total",
          "kafka.producer.record.error.total",
          "kafka.producer.record.retry.total",
          "kafka.producer.request.latency.avg",
          "kafka.producer.record.queue.time.avg",
          "kafka.producer.batch.size.avg",
          "kafka.producer.bufferpool.wait.ratio",
          "kafka.producer.outgoing.byte.total");

  private final JvmGcMetrics collections = new JvmGcMetrics();

  /** Registers them; before any Kafka client binds its own to the registry. */
  public Platform(MeterRegistry registry) {
    registry.config().meterFilter(selection());
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new JvmInfoMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  private static MeterFilter selection() {
    return new MeterFilter() {
      @Override
      public MeterFilterReply accept(Meter.Id id) {
        return id.getName().startsWith(KAFKAS) && !KAFKA.contains(id.getName())
            ? MeterFilterReply.DENY
            : MeterFilterReply.NEUTRAL;
      }
    };
  }

  @Override
  public void close() {
    collections.close();
  }
}
