package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.port.Readiness;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks each part for the reason why it is not ready. Parts are added before the API starts. */
final class InstanceReadiness implements Readiness {
  private final Map<String, Supplier<Optional<String>>> parts = new LinkedHashMap<>();

  private final List<Supplier<Optional<String>>> mortals = new ArrayList<>();

  /** Adds a part: a name, and the reason why it is not ready, or nothing where it is. */
  void add(String name, Supplier<Optional<String>> notReady) {
    parts.put(name, notReady);
  }

  /** Adds a part that can die: why only a new start of the process can help, or nothing. */
  void addMortal(Supplier<Optional<String>> dead) {
    mortals.add(dead);
  }

  @Override
  public Optional<String> dead() {
    return mortals.stream().flatMap(dead -> dead.get().stream()).findFirst();
  }

  /** Tells of those added up to now: 1 where one is ready. */
  void tell(MeterRegistry registry) {
    parts.forEach(
        (name, notReady) ->
            Gauge.builder("hookstream.ready", () -> notReady.get().isEmpty() ? 1 : 0)
                .tag("part", name.toLowerCase(Locale.ROOT).replace(' ', '_'))
                .register(registry));
  }

  @Override
  public List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    parts.forEach(
        (name, notReady) -> {
          Optional<String> reason = notReady.get();
          checks.add(new Check(name, reason.isEmpty(), reason.orElse(null)));
        });
    return checks;
  }
}
