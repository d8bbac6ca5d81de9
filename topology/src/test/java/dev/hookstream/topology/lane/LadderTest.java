package dev.hookstream.topology.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LadderTest {
  private static final long NOW = 1_800_000_000_000L;

  @Test
  void theLargestRungThatFitsIsNext() {
    assertThat(Ladder.next(NOW + 1_000, NOW)).contains(Topic.RETRY_1S);
    assertThat(Ladder.next(NOW + 4_999, NOW)).contains(Topic.RETRY_1S);
    assertThat(Ladder.next(NOW + 5_000, NOW)).contains(Topic.RETRY_5S);
    assertThat(Ladder.next(NOW + Duration.ofHours(6).toMillis() - 1, NOW)).contains(Topic.RETRY_1H);
    assertThat(Ladder.next(NOW + Duration.ofHours(14).toMillis(), NOW)).contains(Topic.RETRY_6H);
  }

  @Test
  void lessThanTheSmallestRungIsHeldInMemory() {
    assertThat(Ladder.next(NOW + 999, NOW)).isEmpty();
    assertThat(Ladder.next(NOW, NOW)).isEmpty();
    assertThat(Ladder.first(NOW + 999, NOW)).isEqualTo(Topic.RETRY_1S);
  }

  @Test
  void timesFromTheEdgesOfLongDoNotOverflow() {
    assertThat(Ladder.next(Long.MIN_VALUE, NOW)).isEmpty();
    assertThat(Ladder.next(-1, NOW)).isEmpty();
    assertThat(Ladder.next(Long.MAX_VALUE, NOW)).contains(Topic.RETRY_6H);
  }

  /** Every second of a day, and for the first minute every millisecond. */
  @Test
  void everyDelayUpToADayEndsExactlyWhenDueAndNeverBefore() {
    for (long delay = 0; delay <= 60_000; delay++) {
      assertEndsExactly(delay, 0);
    }
    for (long delay = 60_000; delay <= Duration.ofDays(1).toMillis(); delay += 1_000) {
      assertEndsExactly(delay + delay % 997, 0);
    }
  }

  @Test
  void anAppendThatLagsBehindTheChoiceOfTheRungDoesNotMakeItLate() {
    for (long delay = 0; delay <= 400_000; delay += 7) {
      assertEndsExactly(delay, 180);
    }
  }

  private static void assertEndsExactly(long delay, long appendLag) {
    long dueAt = NOW + delay;
    long now = NOW;
    List<Topic> path = new ArrayList<>();
    Optional<Topic> rung = Ladder.next(dueAt, now);
    while (rung.isPresent()) {
      path.add(rung.get());
      assertThat(path).as("hops of a delay of %d ms", delay).hasSizeLessThan(40);
      long leaves = Ladder.leavesAt(rung.get(), now + appendLag, dueAt);
      now = Math.max(now + appendLag, leaves);
      rung = Ladder.next(dueAt, now);
    }
    // What is left is held in memory until dueAt, so it must not have passed, and must be short.
    assertThat(dueAt - now).as("rest of %d ms by %s", delay, path).isBetween(0L, 999L);
  }
}
