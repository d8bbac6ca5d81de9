package dev.hookstream.dispatcher.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatsTest {
  private final Histories seen = new Histories();

  private List<Visit> repeats() {
    return Repeats.of(seen.visits());
  }

  @Test
  void retriesAreNone() {
    seen.taken("a", 1).refused("b", 1).hung("b", 2).taken("b", 3);
    assertThat(repeats()).isEmpty();
  }

  @Test
  void theSameAttemptAgainIsOne() {
    seen.refused("a", 1).refused("a", 1).taken("a", 2);
    assertThat(repeats()).hasSize(1);
  }

  @Test
  void anyAttemptAfterASuccessIsOne() {
    seen.taken("a", 1).taken("a", 2);
    assertThat(repeats()).hasSize(1);
  }

  @Test
  void oneRedialIsNoneAndASecondIs() {
    seen.closed("a", 1).closed("a", 1);
    assertThat(repeats()).isEmpty();
    seen.closed("a", 1);
    assertThat(repeats()).hasSize(1);
  }

  @Test
  void deliveriesAreCountedByTheSpanThatTheyCameAgainIn() {
    seen.taken("a", 1).taken("b", 1).taken("a", 1).taken("a", 1).taken("b", 1);
    long third = seen.visits().get(2).at();
    assertThat(Repeats.count(repeats(), 0, third)).isZero();
    assertThat(Repeats.count(repeats(), third, Long.MAX_VALUE)).isEqualTo(3);
    assertThat(Repeats.mostAtOneEndpoint(repeats(), third, Long.MAX_VALUE)).isEqualTo(2);
  }
}
