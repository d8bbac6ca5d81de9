package dev.hookstream.topology.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneRoundTest {
  /** Two rounds of the same lanes, held against sets that keep their order. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void eachLaneIsInARoundOnceAndTheFirstComesFirst(long seed) {
    Random random = new Random(seed);
    List<Lane> lanes =
        IntStream.range(0, 20).mapToObj(i -> new Lane("acme", "wh_" + i, 1)).toList();
    List<LaneRound> rounds = List.of(new LaneRound(0), new LaneRound(1));
    List<Set<Lane>> expected = List.of(new LinkedHashSet<>(), new LinkedHashSet<>());
    for (int step = 0; step < 10_000; step++) {
      int which = random.nextInt(2);
      LaneRound round = rounds.get(which);
      Set<Lane> set = expected.get(which);
      if (random.nextBoolean() || set.isEmpty()) {
        Lane lane = lanes.get(random.nextInt(lanes.size()));
        round.add(lane);
        set.add(lane);
      } else {
        Lane first = set.iterator().next();
        set.remove(first);
        assertThat(round.next()).isSameAs(first);
      }
      assertThat(round.size()).isEqualTo(set.size());
      assertThat(round.isEmpty()).isEqualTo(set.isEmpty());
    }
  }
}
