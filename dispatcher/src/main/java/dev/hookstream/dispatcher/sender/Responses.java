package dev.hookstream.dispatcher.sender;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts responses by the class of their status; 429 by itself, since it is no fault of ours. */
final class Responses {
  private static final int TOO_MANY = 429;

  private final Counter success;
  private final Counter redirect;
  private final Counter refused;
  private final Counter tooMany;
  private final Counter broken;
  private final Counter other;

  Responses(MeterRegistry registry) {
    success = counter(registry, "2xx");
    redirect = counter(registry, "3xx");
    refused = counter(registry, "4xx");
    tooMany = counter(registry, "429");
    broken = counter(registry, "5xx");
    other = counter(registry, "other");
  }

  void count(int status) {
    Counter counter =
        switch (status / 100) {
          case 2 -> success;
          case 3 -> redirect;
          case 4 -> status == TOO_MANY ? tooMany : refused;
          case 5 -> broken;
          default -> other;
        };
    counter.increment();
  }

  private static Counter counter(MeterRegistry registry, String status) {
    return registry.counter("hookstream.sender.responses", "status", status);
  }
}
