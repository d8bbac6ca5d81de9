package dev.hookstream.dispatcher.sender;

import dev.hookstream.dispatcher.metrics.Age;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.ErrorKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * What the sender tells its operators: docs/operate/metrics.md. Every meter is made at the start,
 * so that an attempt costs a few increments. Thread-safe.
 */
final class SenderMetrics {
  private static final Duration[] EXCHANGE =
      millis(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 20_000, 30_000, 60_000);

  private static final Duration[] LATENCY =
      millis(
          10,
          25,
          50,
          100,
          250,
          500,
          1_000,
          2_500,
          5_000,
          10_000,
          60_000,
          600_000,
          3_600_000,
          21_600_000,
          86_400_000);

  private final MeterRegistry registry;
  private final Map<ErrorKind, Counter> failed = new EnumMap<>(ErrorKind.class);
  private final Map<ErrorKind, Counter> returned = new EnumMap<>(ErrorKind.class);
  private final Map<DeliveryClass, Timer> latency = new EnumMap<>(DeliveryClass.class);
  private final Counter delivered;
  private final Responses responses;
  private final Timer duration;
  final Age lastCommit;
  final Counter commitFailures;
  final Counter unreadable;
  final Counter restarts;

  /** Registers them. The clock is monotonic. */
  SenderMetrics(MeterRegistry registry, LongSupplier nanos) {
    this.registry = registry;
    delivered = attempts(AttemptResult.DELIVERED, ErrorKind.NONE);
    for (ErrorKind kind : ErrorKind.values()) {
      failed.put(kind, attempts(AttemptResult.FAILED, kind));
      returned.put(kind, attempts(AttemptResult.NOT_ATTEMPTED, kind));
    }
    responses = new Responses(registry);
    duration =
        Timer.builder("hookstream.sender.exchange")
            .description("From resolving the name to the last byte of the response")
            .serviceLevelObjectives(EXCHANGE)
            .register(registry);
    for (DeliveryClass one : DeliveryClass.values()) {
      latency.put(
          one,
          Timer.builder("hookstream.delivery.latency")
              .description("From the append of the event to the end of the successful response")
              .tag("class", word(one))
              .serviceLevelObjectives(LATENCY)
              .register(registry));
    }
    lastCommit = new Age(nanos);
    Gauge.builder("hookstream.sender.last.commit.age", lastCommit, Age::seconds)
        .baseUnit("seconds")
        .register(registry);
    commitFailures = registry.counter("hookstream.sender.commit.failures");
    unreadable = registry.counter("hookstream.sender.unreadable");
    restarts = registry.counter("hookstream.sender.restarts");
  }

  void gauge(String name, Supplier<Number> value) {
    Gauge.builder("hookstream.sender." + name, value).register(registry);
  }

  void attempt(Attempt attempt) {
    switch (attempt.getResult()) {
      case DELIVERED -> delivered.increment();
      case FAILED -> count(failed, attempt.getError());
      case NOT_ATTEMPTED -> count(returned, attempt.getError());
    }
    if (attempt.getStatus() != null) {
      responses.count(attempt.getStatus());
    }
    long micros = attempt.getTimings().getTotal();
    if (micros < 0) {
      return;
    }
    duration.record(micros, TimeUnit.MICROSECONDS);
    Timer ofClass = latency.get(attempt.getDeliveryClass());
    if (attempt.getResult() == AttemptResult.DELIVERED && ofClass != null) {
      // Two machines' clocks: where they disagree, nothing took less than no time.
      long before = Math.max(0, attempt.getAt() - attempt.getRef().getAcceptedAt());
      ofClass.record(before * 1_000 + micros, TimeUnit.MICROSECONDS);
    }
  }

  private static void count(Map<ErrorKind, Counter> counters, ErrorKind kind) {
    Counter counter = counters.get(kind);
    if (counter != null) {
      counter.increment();
    }
  }

  private Counter attempts(AttemptResult result, ErrorKind error) {
    return registry.counter(
        "hookstream.sender.attempts", "result", word(result), "error", word(error));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static Duration[] millis(long... all) {
    return LongStream.of(all).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }
}
