package dev.hookstream.dispatcher.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.guarantee.Faults.Fault;
import dev.hookstream.schemas.Ordering;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final List<Ordering> ALL = List.of(Ordering.values());
  private final Plan plan = new Plan(7, 3, 6_000, 50, ALL);

  @Test
  void aSeedRepeatsItsRun() {
    Plan same = new Plan(7, 3, 6_000, 50, ALL);
    assertThat(Faults.of(same)).isEqualTo(Faults.of(plan));
    assertThat(events(same)).isEqualTo(events(plan));
    assertThat(events(new Plan(8, 3, 6_000, 50, ALL))).isNotEqualTo(events(plan));
  }

  @Test
  void eachRoundHasEveryFaultAndWhoLeftComesBack() {
    List<Fault> faults = Faults.of(plan);
    int kinds = Faults.Kind.values().length;
    for (int round = 0; round < 3; round++) {
      List<Fault> ofRound = faults.subList(round * kinds, (round + 1) * kinds);
      assertThat(ofRound).extracting(Fault::kind).containsExactlyInAnyOrder(Faults.Kind.values());
      int away = round == 0 ? 1 : faults.get(round * kinds - 1).instance();
      assertThat(ofRound.get(0).instance()).isEqualTo(away);
    }
    assertThat(faults).extracting(Fault::atEvent).isSorted();
  }

  @Test
  void workspacesAreSkewedAndFewEventsAreDoomed() {
    Map<String, Long> shares =
        events(plan).stream()
            .collect(Collectors.groupingBy(Plan.Planned::workspace, Collectors.counting()));
    assertThat(shares).hasSize(Plan.WORKSPACES);
    assertThat(shares.getOrDefault("ws_0", 0L)).isBetween(2_000L, 2_800L);
    assertThat(events(plan)).filteredOn(event -> Manners.isDoomed(event.id())).hasSize(6);
  }

  private static List<Plan.Planned> events(Plan plan) {
    return IntStream.range(0, plan.events()).mapToObj(plan::event).toList();
  }
}
