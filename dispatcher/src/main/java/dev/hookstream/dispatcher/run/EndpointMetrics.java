package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.log.LogNotReadyException;
import dev.hookstream.dispatcher.metrics.Series;
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
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
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

  /** The slowest of an hour are the same for a minute, of which a look is the twelfth part. */
  private static final int LOOKS_A_CHOICE = 12;

  private static final Comparator<LaneSight> BUSIEST =
      Comparator.comparingLong(LaneSight::backlog).thenComparingInt(LaneSight::out).reversed();

  /** Asks the log for an endpoint's figures of a stretch of time, in pieces of five minutes. */
  interface Figures {
    List<LogFigures> of(String workspace, String endpoint, long from, long to);
  }

  private final Supplier<List<LaneSight>> lanes;
  private final Figures log;
  private final InstantSource clock;
  private final Map<Series, ToDoubleFunction<LaneSight>> ofLanes = new LinkedHashMap<>();
  private final Series p99;
  private final Series attempts;
  private Set<String> slowest = Set.of();
  private int looks;

  EndpointMetrics(
      MeterRegistry registry, Supplier<List<LaneSight>> lanes, Figures log, InstantSource clock) {
    this.lanes = lanes;
    this.log = log;
    this.clock = clock;
    ofLanes.put(new Series(registry, "hookstream.endpoint.backlog", ""), LaneSight::backlog);
    ofLanes.put(new Series(registry, "hookstream.endpoint.out", ""), LaneSight::out);
    ofLanes.put(new Series(registry, "hookstream.endpoint.window", ""), LaneSight::window);
    ofLanes.put(
        new Series(registry, "hookstream.endpoint.circuit.open", ""), lane -> lane.open() ? 1 : 0);
    ofLanes.put(
        new Series(registry, "hookstream.endpoint.oldest.waiting.age", "seconds"),
        lane -> lane.age(clock.millis()));
    p99 = new Series(registry, "hookstream.endpoint.response.p99", "seconds");
    attempts = new Series(registry, "hookstream.endpoint.attempts.last.hour", "");
  }

  /** Looks which they are now, and how they are. */
  void look() {
    List<LaneSight> used = lanes.get().stream().sorted(BUSIEST).toList();
    if (looks++ % LOOKS_A_CHOICE == 0) {
      slowest = slowest(used);
    }
    Map<String, LaneSight> shown = new LinkedHashMap<>();
    used.stream().limit(MOST).forEach(lane -> shown.put(lane.endpoint(), lane));
    used.stream()
        .filter(lane -> slowest.contains(lane.endpoint()))
        .limit(MOST)
        .forEach(lane -> shown.put(lane.endpoint(), lane));
    show(shown.values().stream().toList());
  }

  private Set<String> slowest(List<LaneSight> used) {
    Map<LaneSight, Long> times = new HashMap<>();
    for (LaneSight lane : used.subList(0, Math.min(TIMED, used.size()))) {
      LastHour hour = lastHour(lane);
      if (hour != null && hour.p99Micros() != null) {
        times.put(lane, hour.p99Micros());
      }
    }
    return times.entrySet().stream()
        .sorted(Map.Entry.<LaneSight, Long>comparingByValue().reversed())
        .limit(MOST)
        .map(entry -> entry.getKey().endpoint())
        .collect(Collectors.toSet());
  }

  private void show(List<LaneSight> shown) {
    ofLanes.forEach(
        (series, value) ->
            series.set(
                shown.stream()
                    .collect(Collectors.toMap(EndpointMetrics::tags, value::applyAsDouble))));
    Map<Tags, Double> times = new HashMap<>();
    Map<Tags, Double> counts = new HashMap<>();
    for (LaneSight lane : shown) {
      LastHour hour = lastHour(lane);
      if (hour != null) {
        counts.put(tags(lane).and("result", "delivered"), (double) hour.delivered());
        counts.put(tags(lane).and("result", "failed"), (double) hour.failed());
        if (hour.p99Micros() != null) {
          times.put(tags(lane), hour.p99Micros() / 1e6);
        }
      }
    }
    p99.set(times);
    attempts.set(counts);
  }

  private static Tags tags(LaneSight lane) {
    return Tags.of("workspace", lane.workspace(), "endpoint", lane.endpoint());
  }

  /** Null where its workspace's log is at another instance, or moves. */
  private @Nullable LastHour lastHour(LaneSight lane) {
    long now = clock.millis();
    long from = Math.max(0, now - LogTopology.HOUR.toMillis());
    try {
      return LastHour.of(log.of(lane.workspace(), lane.endpoint(), from, now));
    } catch (LogNotReadyException e) {
      return null;
    }
  }

  /**
   * What its log says; the time is that of its slowest five minutes, null where nobody answered.
   */
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
