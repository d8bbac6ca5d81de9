package dev.hookstream.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.DeliveryClass;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopologyMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TopologyMetrics metrics = new TopologyMetrics(registry, List.of("standard"));

  @Test
  void nothing_that_is_told_adds_a_series() {
    int before = registry.getMeters().size();
    for (int i = 0; i < 1_000; i++) {
      metrics.rejected("a_reason_" + i);
      metrics.delivered("contract_" + i);
      metrics.matched(DeliveryClass.LIVE, 3);
    }
    metrics.delivered("standard");
    assertThat(registry.getMeters()).hasSize(before);
    assertThat(registry.get("hookstream.events.rejected").tag("reason", "other").counter().count())
        .isEqualTo(1_000);
    assertThat(delivered("other")).isEqualTo(1_000);
    assertThat(delivered("standard")).isEqualTo(1);
    assertThat(registry.get("hookstream.events.matches").tag("class", "live").counter().count())
        .isEqualTo(3_000);
  }

  private double delivered(String contract) {
    return registry
        .get("hookstream.deliveries")
        .tags("contract", contract, "outcome", "delivered")
        .counter()
        .count();
  }

  @Test
  void lanes_are_added_up_once_a_second() {
    List<LaneSight> lanes = new ArrayList<>();
    long[] now = {100_000};
    LaneMetrics unused =
        new LaneMetrics(registry, () -> lanes, since -> since, () -> Instant.ofEpochMilli(now[0]));
    lanes.add(new LaneSight("ws", "wh_1", 1, 2, 3, 4, 64, true, 40_000L));
    lanes.add(new LaneSight("ws", "wh_2", 10, 0, 0, 1, 32, false, null));
    assertThat(gauge("hookstream.lanes.window")).isEqualTo(96);
    lanes.clear();
    now[0] += 999;
    assertThat(gauge("hookstream.lanes.out")).isEqualTo(5);
    assertThat(gauge("hookstream.lanes.circuits.open")).isEqualTo(1);
    assertThat(gauge("hookstream.lanes.in.use")).as("an hour ago").isEqualTo(100_000 - 3_600_000);
    assertThat(gauge("hookstream.lanes.oldest.waiting.age")).isEqualTo(60);
    assertThat(registry.get("hookstream.lanes.backlog").tag("class", "live").gauge().value())
        .isEqualTo(11);
    now[0] += 1;
    assertThat(gauge("hookstream.lanes.in.memory")).isZero();
    // A clock that was set back is no reason to tell old news.
    lanes.add(new LaneSight("ws", "wh_1", 1, 2, 3, 4, 64, true, 40_000L));
    now[0] -= 50_000;
    assertThat(gauge("hookstream.lanes.in.memory")).isEqualTo(1);
    assertThat(gauge("hookstream.lanes.oldest.waiting.age")).isEqualTo(10.999, within());
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(0.002);
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }
}
