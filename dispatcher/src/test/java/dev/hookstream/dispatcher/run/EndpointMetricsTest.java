package dev.hookstream.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.log.LogNotReadyException;
import dev.hookstream.topology.log.LogFigures;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** However many endpoints there are, the series are as many as for a few. */
class EndpointMetricsTest {
  private static final int FAMILIES = 8;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<LaneSight> lanes = new ArrayList<>();
  private long now = 10_000_000;
  private boolean moving;
  private final EndpointMetrics metrics =
      new EndpointMetrics(registry, () -> lanes, this::figures, () -> Instant.ofEpochMilli(now));

  /** The higher an endpoint's number, the slower it is. */
  private List<LogFigures> figures(String workspace, String endpoint, long from, long to) {
    if (moving) {
      throw new LogNotReadyException("moving", new IllegalStateException());
    }
    long micros = Long.parseLong(endpoint.substring(3));
    return List.of(
        new LogFigures(from, 3, 1, 0, 0, 1L, micros), new LogFigures(to, 1, 0, 0, 0, null, null));
  }

  private static LaneSight lane(int number, long waiting) {
    return new LaneSight(
        "ws_" + number % 100, "wh_" + number, waiting, 0, 0, 1, 64, false, 9_000_000L);
  }

  private Set<String> shown(String name) {
    return registry.find(name).meters().stream()
        .map(meter -> meter.getId().getTag("endpoint"))
        .collect(Collectors.toSet());
  }

  private double value(String name, String endpoint) {
    return registry.get(name).tag("endpoint", endpoint).gauge().value();
  }

  @Test
  void five_thousand_endpoints_have_the_series_of_forty_and_those_that_leave_have_none() {
    IntStream.range(0, 5_000).mapToObj(i -> lane(i, i)).forEach(lanes::add);
    metrics.look();
    assertThat(registry.getMeters()).hasSizeLessThanOrEqualTo(2 * EndpointMetrics.MOST * FAMILIES);
    Set<Meter.Id> first =
        registry.getMeters().stream().map(Meter::getId).collect(Collectors.toSet());

    lanes.clear();
    IntStream.range(5_000, 10_000).mapToObj(i -> lane(i, i)).forEach(lanes::add);
    for (int look = 0; look < 20; look++) {
      metrics.look();
    }
    assertThat(registry.getMeters())
        .hasSizeLessThanOrEqualTo(2 * EndpointMetrics.MOST * FAMILIES)
        .extracting(Meter::getId)
        .doesNotContainAnyElementsOf(first);

    lanes.clear();
    metrics.look();
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void those_with_most_waiting_are_shown_and_the_slowest_of_the_busiest() {
    // The busiest are the fastest.
    IntStream.range(0, 5_000).mapToObj(i -> lane(i, 5_000 - i)).forEach(lanes::add);
    metrics.look();
    Set<String> backlogs = shown("hookstream.endpoint.backlog");
    assertThat(backlogs).hasSize(2 * EndpointMetrics.MOST).contains("wh_0", "wh_19", "wh_499");
    assertThat(backlogs).doesNotContain("wh_20", "wh_500");
    assertThat(value("hookstream.endpoint.backlog", "wh_0")).isEqualTo(5_000);
    assertThat(value("hookstream.endpoint.response.p99", "wh_499")).isEqualTo(0.000_499);
    assertThat(value("hookstream.endpoint.oldest.waiting.age", "wh_0")).isEqualTo(1_000);
  }

  @Test
  void a_value_that_changes_changes_where_it_is() {
    lanes.add(lane(1, 7));
    metrics.look();
    lanes.set(0, lane(1, 8));
    now += 1_000;
    metrics.look();
    assertThat(value("hookstream.endpoint.backlog", "wh_1")).isEqualTo(8);
    assertThat(value("hookstream.endpoint.oldest.waiting.age", "wh_1")).isEqualTo(1_001);
  }

  @Test
  void where_the_log_is_elsewhere_the_lane_is_shown_without_what_the_log_knows() {
    moving = true;
    lanes.add(lane(1, 7));
    metrics.look();
    assertThat(shown("hookstream.endpoint.backlog")).containsExactly("wh_1");
    assertThat(shown("hookstream.endpoint.response.p99")).isEmpty();
    assertThat(shown("hookstream.endpoint.attempts.last.hour")).isEmpty();
  }
}
