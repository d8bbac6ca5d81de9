package dev.hookstream.dispatcher.run;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Totals over this instance's lanes, added up when they are asked for, and once for all of them:
 * with a hundred thousand lanes that is some milliseconds. Thread-safe.
 */
final class LaneMetrics {
  private static final long GOOD_FOR_MS = 1_000;

  /** An endpoint that was given nothing for so long is not in use, though its lane is kept. */
  private static final long IN_USE_MS = 3_600_000;

  private final Supplier<List<LaneSight>> lanes;
  private final LongUnaryOperator usedSince;
  private final InstantSource clock;
  private Totals last = new Totals(Long.MIN_VALUE);

  private static final class Totals {
    final long at;
    long lanes;
    long inUse;
    long live;
    long retry;
    long replay;
    long out;
    long window;
    long open;
    double oldestAge;

    Totals(long at) {
      this.at = at;
    }

    void add(LaneSight lane) {
      lanes++;
      live += lane.live();
      retry += lane.retry();
      replay += lane.replay();
      out += lane.out();
      window += lane.window();
      open += lane.open() ? 1 : 0;
      oldestAge = Math.max(oldestAge, lane.age(at));
    }
  }

  /**
   * Registers them.
   *
   * @param usedSince how many endpoints were given something since a moment
   */
  LaneMetrics(
      MeterRegistry registry,
      Supplier<List<LaneSight>> lanes,
      LongUnaryOperator usedSince,
      InstantSource clock) {
    this.lanes = lanes;
    this.usedSince = usedSince;
    this.clock = clock;
    gauge("hookstream.lanes.in.memory", totals -> totals.lanes).register(registry);
    gauge("hookstream.lanes.in.use", totals -> totals.inUse).register(registry);
    gauge("hookstream.lanes.out", totals -> totals.out).register(registry);
    gauge("hookstream.lanes.window", totals -> totals.window).register(registry);
    gauge("hookstream.lanes.circuits.open", totals -> totals.open).register(registry);
    gauge("hookstream.lanes.oldest.waiting.age", totals -> totals.oldestAge)
        .baseUnit("seconds")
        .register(registry);
    backlog(registry, "live", totals -> totals.live);
    backlog(registry, "retry", totals -> totals.retry);
    backlog(registry, "replay", totals -> totals.replay);
  }

  private void backlog(MeterRegistry registry, String ofClass, ToDoubleFunction<Totals> value) {
    gauge("hookstream.lanes.backlog", value).tag("class", ofClass).register(registry);
  }

  private Gauge.Builder<LaneMetrics> gauge(String name, ToDoubleFunction<Totals> value) {
    return Gauge.builder(name, this, its -> value.applyAsDouble(its.totals()))
        .strongReference(true);
  }

  private synchronized Totals totals() {
    long now = clock.millis();
    if (now < last.at || now - GOOD_FOR_MS >= last.at) {
      Totals totals = new Totals(now);
      lanes.get().forEach(totals::add);
      totals.inUse = usedSince.applyAsLong(now - IN_USE_MS);
      last = totals;
    }
    return last;
  }
}
