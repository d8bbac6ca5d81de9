package dev.hookstream.dispatcher.run;

import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.topology.lane.Lane;
import dev.hookstream.topology.lane.LaneDirectory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Totals over this instance's lanes, added up when they are asked for, and once for all of them:
 * with a hundred thousand lanes that is some milliseconds. Thread-safe.
 */
final class LaneMetrics {
  private static final long GOOD_FOR_MS = 1_000;

  private final LaneDirectory lanes;
  private final InstantSource clock;
  private Totals last = new Totals(Long.MIN_VALUE);

  private static final class Totals {
    final long at;
    final Map<DeliveryClass, Long> waiting = new EnumMap<>(DeliveryClass.class);
    long lanes;
    long out;
    long window;
    long open;
    long oldest = Long.MAX_VALUE;

    Totals(long at) {
      this.at = at;
    }

    void add(Lane lane) {
      lanes++;
      out += lane.out();
      window += lane.window();
      open += lane.isCircuitOpen() ? 1 : 0;
      for (DeliveryClass one : DeliveryClass.values()) {
        waiting.merge(one, lane.waiting(one), Long::sum);
      }
      Long since = lane.oldestWaiting();
      oldest = since == null ? oldest : Math.min(oldest, since);
    }
  }

  LaneMetrics(MeterRegistry registry, LaneDirectory lanes, InstantSource clock) {
    this.lanes = lanes;
    this.clock = clock;
    gauge("hookstream.lanes.in.memory", totals -> totals.lanes).register(registry);
    gauge("hookstream.lanes.out", totals -> totals.out).register(registry);
    gauge("hookstream.lanes.window", totals -> totals.window).register(registry);
    gauge("hookstream.lanes.circuits.open", totals -> totals.open).register(registry);
    gauge("hookstream.lanes.oldest.waiting.age", this::oldestSeconds)
        .baseUnit("seconds")
        .register(registry);
    for (DeliveryClass one : DeliveryClass.values()) {
      gauge("hookstream.lanes.backlog", totals -> totals.waiting.getOrDefault(one, 0L))
          .tag("class", one.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  private Gauge.Builder<LaneMetrics> gauge(String name, ToDoubleFunction<Totals> value) {
    return Gauge.builder(name, this, its -> value.applyAsDouble(its.totals()))
        .strongReference(true);
  }

  private double oldestSeconds(Totals totals) {
    return totals.oldest == Long.MAX_VALUE
        ? 0
        : Math.max(0, clock.millis() - totals.oldest) / 1_000.0;
  }

  private synchronized Totals totals() {
    long now = clock.millis();
    if (now < last.at || now - last.at >= GOOD_FOR_MS) {
      Totals totals = new Totals(now);
      lanes.list().forEach(totals::add);
      last = totals;
    }
    return last;
  }
}
