package dev.hookstream.dispatcher.replay;

import dev.hookstream.dispatcher.api.port.ReplayView;
import dev.hookstream.schemas.ReplayProgress;
import dev.hookstream.schemas.ReplayState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** What the replays do that run here. Written by the runner's thread, read by any. */
final class ReplayMetrics {
  private final Counter scanned;
  private final Counter requested;
  private volatile long running;
  private volatile long delivering;

  ReplayMetrics(MeterRegistry registry) {
    scanned = registry.counter("hookstream.replay.scanned");
    requested = registry.counter("hookstream.replay.requested");
    Gauge.builder("hookstream.replay.jobs", () -> running)
        .tag("state", "running")
        .register(registry);
    Gauge.builder("hookstream.replay.jobs", () -> delivering)
        .tag("state", "delivering")
        .register(registry);
  }

  /** These are not at their end. */
  void open(List<ReplayView> replays) {
    long all = replays.stream().filter(ReplayMetrics::isDelivering).count();
    delivering = all;
    running = replays.size() - all;
  }

  private static boolean isDelivering(ReplayView replay) {
    ReplayProgress progress = replay.progress();
    return progress != null && progress.getState() == ReplayState.DELIVERING;
  }

  /** A step was written. */
  void stepped(long records, int requests) {
    scanned.increment((double) records);
    requested.increment(requests);
  }
}
