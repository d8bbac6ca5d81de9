package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.ErrorKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the sender tells its operators. Thread-safe. */
final class SenderMetrics {
  private final Map<ErrorKind, Counter> failed = new EnumMap<>(ErrorKind.class);
  private final Map<ErrorKind, Counter> returned = new EnumMap<>(ErrorKind.class);
  private final Counter delivered;
  private final Timer duration;
  final Counter commitFailures;
  final Counter unreadable;
  final Counter restarts;

  SenderMetrics(MeterRegistry metrics) {
    delivered = attempts(metrics, AttemptResult.DELIVERED, ErrorKind.NONE);
    for (ErrorKind kind : ErrorKind.values()) {
      failed.put(kind, attempts(metrics, AttemptResult.FAILED, kind));
      returned.put(kind, attempts(metrics, AttemptResult.NOT_ATTEMPTED, kind));
    }
    duration =
        Timer.builder("hookstream.sender.exchange")
            .description("From resolving the name to the last byte of the response")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMillis(1))
            .maximumExpectedValue(Duration.ofSeconds(60))
            .register(metrics);
    commitFailures = metrics.counter("hookstream.sender.commit.failures");
    unreadable = metrics.counter("hookstream.sender.unreadable");
    restarts = metrics.counter("hookstream.sender.restarts");
  }

  void gauge(MeterRegistry metrics, String name, Supplier<Number> value) {
    io.micrometer.core.instrument.Gauge.builder("hookstream.sender." + name, value)
        .register(metrics);
  }

  void attempt(Attempt attempt) {
    switch (attempt.getResult()) {
      case DELIVERED -> delivered.increment();
      case FAILED -> count(failed, attempt.getError());
      case NOT_ATTEMPTED -> count(returned, attempt.getError());
    }
    long micros = attempt.getTimings().getTotal();
    if (micros >= 0) {
      duration.record(micros, TimeUnit.MICROSECONDS);
    }
  }

  private static void count(Map<ErrorKind, Counter> counters, ErrorKind kind) {
    Counter counter = counters.get(kind);
    if (counter != null) {
      counter.increment();
    }
  }

  private static Counter attempts(MeterRegistry metrics, AttemptResult result, ErrorKind error) {
    return metrics.counter(
        "hookstream.sender.attempts", "result", result.name(), "error", error.name());
  }
}
