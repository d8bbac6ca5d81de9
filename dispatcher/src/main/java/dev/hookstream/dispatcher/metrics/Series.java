package dev.hookstream.dispatcher.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;

/** A gauge whose series come and go: each time all of them are given. Thread-safe. */
public final class Series {
  private final MultiGauge gauge;
  private final Map<Tags, Value> values = new HashMap<>();

  private static final class Value {
    volatile double now;
  }

  /**
   * None yet.
   *
   * @param unit as it is to end the name; empty for a number of things
   */
  public Series(MeterRegistry registry, String name, String unit) {
    MultiGauge.Builder builder = MultiGauge.builder(name);
    gauge = (unit.isEmpty() ? builder : builder.baseUnit(unit)).register(registry);
  }

  /** These there are now, and no others; one that stays is there all the time. */
  public synchronized void set(Map<Tags, Double> all) {
    values.keySet().retainAll(all.keySet());
    all.forEach((tags, value) -> values.computeIfAbsent(tags, added -> new Value()).now = value);
    gauge.register(
        values.entrySet().stream()
            .<Row<?>>map(one -> Row.of(one.getKey(), one.getValue(), value -> value.now))
            .toList());
  }
}
