package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.log.LogNotReadyException;
import dev.hookstream.dispatcher.log.LogState;
import dev.hookstream.dispatcher.metrics.Series;
import dev.hookstream.topology.lane.Lane;
import dev.hookstream.topology.lane.LaneDirectory;
import dev.hookstream.topology.log.LogFigures;
import dev.hookstream.topology.log.LogTopology;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Series of single endpoints, and so of a fixed number of them: those of this instance with most
 * waiting, and the slowest among those that are most used. One that is no longer among them has no
 * series any more. Confined to the thread that looks.
 */
final class EndpointMetrics {
  /** Of each of the two kinds. */
  static final int MOST = 20;

  /** Of how many the response times are looked up to find the slowest. */
  private static final int TIMED = 500;

  /** The slowest of an hour are the same for a minute. */
  private static final int LOOKS_A_CHOICE = 4;

  private static final double MILLIS_A_SECOND = 1e3;
  private static final double MICROS_A_SECOND = 1e6;

  private static final Comparator<Lane> BUSIEST =
      Comparator.comparingLong(Lane::backlog).thenComparingInt(Lane::out).reversed();

  private final LaneDirectory lanes;
  private final LogState log;
  private final InstantSource clock;
  private final Series backlog;
  private final Series out;
  private final Series window;
  private final Series open;
  private final Series oldest;
  private final Series p99;
  private final Series attempts;
  private Set<String> slowest = Set.of();
  private int looks;

  EndpointMetrics(
      MeterRegistry registry, LaneDirectory lanes, LogState log, InstantSource clock) {
    this.lanes = lanes;
    this.log = log;
    this.clock = clock;
    backlog = new Series(registry, "hookstream.endpoint.backlog", "");
    out = new Series(registry, "hookstream.endpoint.out", "");
    window = new Series(registry, "hookstream.endpoint.window", "");
    open = new Series(registry, "hookstream.endpoint.circuit.open", "");
    oldest = new Series(registry, "hookstream.endpoint.oldest.waiting.age", "seconds");
    p99 = new Series(registry, "hookstream.endpoint.response.p99", "seconds");
    attempts = new Series(registry, "hookstream.endpoint.attempts.last.hour", "");
  }

  /** Looks which they are now, and how they are. */
  void look() {
    List<Lane> used = lanes.list().stream().sorted(BUSIEST).toList();
    if (looks++ % LOOKS_A_CHOICE == 0) {
      slowest = slowest(used);
    }
    Map<String, Lane> shown = new LinkedHashMap<>();
    used.stream().limit(MOST).forEach(lane -> shown.put(lane.endpointId(), lane));
    used.stream()
        .filter(lane -> slowest.contains(lane.endpointId()))
        .limit(MOST)
        .forEach(lane -> shown.put(lane.endpointId(), lane));
    show(shown.values().stream().toList());
  }

  private Set<String> slowest(List<Lane> used) {
    Map<Lane, Long> times = new HashMap<>();
    for (Lane lane : used.subList(0, Math.min(TIMED, used.size()))) {
      LastHour hour = lastHour(lane);
      if (hour != null && hour.p99Micros() != null) {
        times.put(lane, hour.p99Micros());
      }
    }
    return times.entrySet().stream()
        .sorted(Map.Entry.<Lane, Long>comparingByValue().reversed())
        .limit(MOST)
        .map(entry -> entry.getKey().endpointId())
        .collect(Collectors.toSet());
  }

  private void show(List<Lane> shown) {
    Map<Tags, Double> backlogs = new HashMap<>();
    Map<Tags, Double> outs = new HashMap<>();
    Map<Tags, Double> windows = new HashMap<>();
    Map<Tags, Double> opens = new HashMap<>();
    Map<Tags, Double> ages = new HashMap<>();
    Map<Tags, Double> times = new HashMap<>();
    Map<Tags, Double> counts = new HashMap<>();
    for (Lane lane : shown) {
      Tags tags = Tags.of("workspace", lane.workspaceId(), "endpoint", lane.endpointId());
      backlogs.put(tags, (double) lane.backlog());
      outs.put(tags, (double) lane.out());
      windows.put(tags, (double) lane.window());
      opens.put(tags, lane.isCircuitOpen() ? 1.0 : 0.0);
      ages.put(tags, age(lane.oldestWaiting()));
      LastHour hour = lastHour(lane);
      if (hour != null) {
        counts.put(tags.and("result", "delivered"), (double) hour.delivered());
        counts.put(tags.and("result", "failed"), (double) hour.failed());
        if (hour.p99Micros() != null) {
          times.put(tags, hour.p99Micros() / MICROS_A_SECOND);
        }
      }
    }
    backlog.set(backlogs);
    out.set(outs);
    window.set(windows);
    open.set(opens);
    oldest.set(ages);
    p99.set(times);
    attempts.set(counts);
  }

  private double age(@Nullable Long since) {
    return since == null ? 0 : Math.max(0, clock.millis() - since) / MILLIS_A_SECOND;
  }

  /** Null where its workspace's log is at another instance, or moves. */
  private @Nullable LastHour lastHour(Lane lane) {
    long now = clock.millis();
    long from = Math.max(0, now - LogTopology.HOUR.toMillis());
    try {
      return LastHour.of(
          log.figures(lane.workspaceId(), lane.endpointId(), from, now, LogTopology.FIVE_MINUTES));
    } catch (LogNotReadyException e) {
      return null;
    }
  }

  /** What its log says; the time is that of its slowest five minutes, null where nobody answered. */
  private record LastHour(long delivered, long failed, @Nullable Long p99Micros) {
    static LastHour of(List<LogFigures> stretches) {
      long delivered = 0;
      long failed = 0;
      Long slowest = null;
      for (LogFigures one : stretches) {
        delivered += one.delivered();
        failed += one.failed();
        Long its = one.p99Micros();
        slowest = its == null || (slowest != null && slowest > its) ? slowest : its;
      }
      return new LastHour(delivered, failed, slowest);
    }
  }
}
