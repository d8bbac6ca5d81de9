package dev.hookstream.topology.contract;

import dev.hookstream.topology.contract.SecretPolicy.Maker;
import dev.hookstream.topology.contract.SecretPolicy.Shown;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads a contract's {@code secret}, {@code subscription} and {@code disable}. */
final class PolicyReader {
  private static final Map<String, Maker> MAKERS =
      Map.of("ours", Maker.OURS, "caller", Maker.CALLER, "either", Maker.EITHER);
  private static final Map<String, Shown> SHOWN =
      Map.of("once", Shown.ONCE, "always", Shown.ALWAYS, "never", Shown.NEVER);
  private static final Map<String, Boolean> TYPES = Map.of("catalogue", true, "any", false);

  private PolicyReader() {}

  static SecretPolicy secret(YamlMap map, boolean base64) {
    Maker maker = map.need("made_by", Maker.OURS, v -> v.choice(MAKERS, Maker.OURS));
    boolean required = map.maybe("required", true, YamlValue::flag);
    Shown shown = map.maybe("shown", Shown.ONCE, v -> v.choice(SHOWN, Shown.ONCE));
    String prefix = map.maybe("prefix", "", YamlValue::text);
    int random = map.maybe("random_bytes", 32, v -> v.number(16, 64));
    int least = map.maybe("min_length", 16, v -> v.number(1, 1024));
    int most = map.maybe("max_length", 256, v -> v.number(1, 1024));
    if (least > most) {
      map.problem("`min_length` is more than `max_length`");
    }
    if (maker == Maker.CALLER && map.has("random_bytes")) {
      map.problem("`random_bytes` is for secrets that are made here, and these are the caller's");
    }
    if (maker != Maker.CALLER && shown == Shown.NEVER) {
      map.problem("a secret that is made here must be `shown` once, or nobody can verify with it");
    }
    map.done();
    return new SecretPolicy(
        maker, required, shown, prefix, maker == Maker.CALLER ? 0 : random, least, most, base64);
  }

  static SubscriptionRules subscription(Optional<YamlMap> map, Catalogue catalogue) {
    boolean closed = !catalogue.isOpen();
    Set<String> known = new LinkedHashSet<>(catalogue.typeNames());
    if (map.isEmpty()) {
      return new SubscriptionRules(false, closed, Set.of(), known);
    }
    YamlMap rules = map.get();
    boolean httpsOnly = rules.maybe("https_only", false, YamlValue::flag);
    boolean knownOnly = rules.maybe("types", closed, v -> v.choice(TYPES, closed));
    List<String> namedOnly = rules.maybe("named_only", List.of(), YamlValue::texts);
    rules.done();
    if (knownOnly && !closed) {
      rules.problem("`types: catalogue` needs a catalogue");
    }
    for (String type : namedOnly) {
      if (closed && !known.contains(type)) {
        rules.problem(
            "`named_only`: the catalogue has no `" + type + "`" + Nearest.hint(type, known));
      }
    }
    return new SubscriptionRules(httpsOnly, knownOnly, Set.copyOf(namedOnly), known);
  }

  static DisableRule disable(YamlMap map) {
    Optional<Integer> failures = map.get("consecutive_failures").map(v -> v.number(1, 1_000_000));
    int events = map.maybe("over_events", 1, v -> v.number(1, 2));
    Optional<Duration> failingFor = map.get("failing_for").map(YamlValue::duration);
    List<Integer> atOnceOn = map.maybe("at_once_on", List.of(), v -> v.numbers(300, 599));
    List<Integer> warnAt = map.maybe("warn_at_percent", List.of(), v -> v.numbers(1, 99));
    map.done();
    if (failures.isEmpty() && map.has("over_events")) {
      map.problem("`over_events` belongs to `consecutive_failures`");
    }
    if (failingFor.filter(Duration::isZero).isPresent()) {
      map.problem("`failing_for` must be longer than nothing");
    }
    return new DisableRule(
        failures.map(OptionalInt::of).orElse(OptionalInt.empty()),
        events > 1,
        failingFor.filter(d -> !d.isZero()),
        Set.copyOf(atOnceOn),
        warnAt.stream().sorted().toList());
  }
}
