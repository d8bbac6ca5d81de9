package dev.hookstream.dispatcher.delay;

import dev.hookstream.dispatcher.metrics.Age;
import dev.hookstream.schemas.Topic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What the delay line tells of itself, by rung: docs/operate/metrics.md. */
final class DelayMetrics {
  private static final Duration[] LATENESS =
      LongStream.of(10, 50, 100, 500, 1_000, 5_000, 30_000, 300_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final Map<Topic, Timer> lateness = new EnumMap<>(Topic.class);
  private final Map<Topic, Counter> hops = new EnumMap<>(Topic.class);
  private final Map<Topic, AtomicLong> waiting = new EnumMap<>(Topic.class);
  private final Counter unreadable;
  private final Counter refused;
  private final Age lastCommit;

  /** Registers them. The clock is monotonic. */
  DelayMetrics(MeterRegistry registry, LongSupplier nanos) {
    for (Topic rung : Topic.LADDER) {
      lateness.put(
          rung,
          Timer.builder("hookstream.delay.lateness")
              .description("From the due time to the send to the topic due")
              .serviceLevelObjectives(LATENESS)
              .tag("topic", rung.plainName())
              .register(registry));
      hops.put(
          rung,
          Counter.builder("hookstream.delay.hops")
              .description("Deliveries that went on from one rung to another")
              .tag("topic", rung.plainName())
              .register(registry));
      AtomicLong count = new AtomicLong();
      waiting.put(rung, count);
      Gauge.builder("hookstream.delay.waiting", count, AtomicLong::get)
          .description("Deliveries that wait in this instance's partitions of a rung")
          .tag("topic", rung.plainName())
          .register(registry);
    }
    unreadable =
        Counter.builder("hookstream.delay.unreadable")
            .description("Records passed on at once because they could not be read")
            .register(registry);
    refused =
        Counter.builder("hookstream.delay.refused")
            .description("Sends that Kafka refused and that are tried again")
            .register(registry);
    lastCommit = new Age(nanos);
    Gauge.builder("hookstream.delay.last.commit.age", lastCommit, Age::seconds)
        .baseUnit("seconds")
        .register(registry);
  }

  void left(Topic rung, long lateMillis) {
    meter(lateness, rung).record(Math.max(0, lateMillis), TimeUnit.MILLISECONDS);
  }

  void hopped(Topic from) {
    meter(hops, from).increment();
  }

  void waiting(Map<Topic, Long> counts) {
    waiting.forEach((rung, count) -> count.set(counts.getOrDefault(rung, 0L)));
  }

  void unreadable() {
    unreadable.increment();
  }

  void committed() {
    lastCommit.renew();
  }

  void refused() {
    refused.increment();
  }

  private static <M> M meter(Map<Topic, M> meters, Topic rung) {
    @Nullable M meter = meters.get(rung);
    if (meter == null) {
      throw new IllegalArgumentException(rung + " is no rung of the ladder");
    }
    return meter;
  }
}
