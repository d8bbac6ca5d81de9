package dev.hookstream.topology.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Reads a schedule: {@code retry}, or one of {@code schedules}. */
final class RetryReader {
  private static final int MOST_ATTEMPTS = 1000;

  private RetryReader() {}

  static RetrySchedule read(String name, YamlMap map) {
    List<Duration> delays = new ArrayList<>(map.maybe("delays", List.of(), YamlValue::durations));
    if (map.has("delays") && map.has("doubling")) {
      map.problem("`delays` and `doubling` exclude each other");
    }
    map.get("doubling").flatMap(YamlValue::map).ifPresent(m -> delays.addAll(doubling(m)));
    Optional<Duration> then = map.get("then").map(YamlValue::duration);
    Optional<Integer> attempts = map.get("attempts").map(v -> v.number(1, MOST_ATTEMPTS));
    Optional<Duration> maxAge = map.get("none_after").map(YamlValue::duration);
    map.done();
    if (delays.isEmpty() && then.isEmpty() && attempts.orElse(0) != 1) {
      map.problem("needs `delays` or `doubling`, or `attempts: 1` for no retry at all");
    }
    if (then.isPresent() && attempts.isEmpty()) {
      map.problem("`then` goes on for ever without `attempts`");
    }
    int retries = attempts.orElse(delays.size() + 1) - 1;
    if (retries < delays.size() || (retries > delays.size() && then.isEmpty())) {
      map.problem(
          "`attempts` is %d, but %d delays make %d attempts"
              .formatted(retries + 1, delays.size(), delays.size() + 1));
    } else {
      then.ifPresent(d -> delays.addAll(Collections.nCopies(retries - delays.size(), d)));
    }
    return new RetrySchedule(name, delays, maxAge);
  }

  private static List<Duration> doubling(YamlMap map) {
    Duration from = map.need("from", Duration.ofSeconds(1), YamlValue::duration);
    Duration to = map.need("to", from, YamlValue::duration);
    map.done();
    List<Duration> delays = new ArrayList<>();
    for (Duration delay = from;
        !delay.isZero() && delay.compareTo(to) <= 0;
        delay = delay.multipliedBy(2)) {
      delays.add(delay);
    }
    if (delays.isEmpty() || !delays.get(delays.size() - 1).equals(to)) {
      map.problem(
          "%s, doubled again and again, never is %s"
              .formatted(Durations.format(from), Durations.format(to)));
    }
    return delays;
  }
}
