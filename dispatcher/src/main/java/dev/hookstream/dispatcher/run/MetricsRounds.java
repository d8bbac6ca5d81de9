package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.kafka.WorkLoop;
import dev.hookstream.dispatcher.metrics.StreamsMetrics;
import java.util.List;

/** Looks now and then, on a thread of its own, at what is too dear for each scrape. */
final class MetricsRounds implements AutoCloseable {
  private static final long EVERY_MILLIS = 5_000;
  private static final int ROUNDS_A_MINUTE = 12;
  private static final long CLOSING_MILLIS = 2_000;

  private final EndpointMetrics endpoints;
  private final List<StreamsMetrics> apps;
  private final WorkLoop loop =
      new WorkLoop(
          "hookstream-metrics",
          "Some metrics are as of a moment ago, and are looked at again",
          CLOSING_MILLIS,
          this::round);
  private int rounds;

  MetricsRounds(EndpointMetrics endpoints, List<StreamsMetrics> apps) {
    this.endpoints = endpoints;
    this.apps = List.copyOf(apps);
  }

  void start() {
    loop.start();
  }

  private long round() {
    endpoints.look();
    // A disk can fill up within a minute.
    apps.forEach(StreamsMetrics::lookAtDisk);
    if (rounds++ % ROUNDS_A_MINUTE == 0) {
      apps.forEach(StreamsMetrics::look);
    }
    return EVERY_MILLIS;
  }

  @Override
  public void close() {
    loop.close();
  }
}
