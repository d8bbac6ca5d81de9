package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How many may pass, on the test's clock. */
class BucketsTest {
  private Instant now = ApiFixture.NOW;
  private final Buckets buckets = new Buckets(20, 50, () -> now);

  private int passes(String workspace) {
    int count = 0;
    while (buckets.take(workspace)) {
      count++;
    }
    return count;
  }

  @Test
  void aFullOneAtOnceThenAsManyAsTheTimeBrings() {
    assertThat(passes("ws_1")).isEqualTo(50);
    now = now.plusMillis(49);
    assertThat(passes("ws_1")).isZero();
    now = now.plusMillis(1);
    assertThat(passes("ws_1")).isEqualTo(1);
    now = now.plusSeconds(1);
    assertThat(passes("ws_1")).isEqualTo(20);
    now = now.plusSeconds(3600);
    assertThat(passes("ws_1")).isEqualTo(50);
    now = now.minusSeconds(60);
    assertThat(passes("ws_1")).as("a clock that goes back brings nothing").isZero();
  }

  @Test
  void eachWorkspaceHasItsOwn() {
    assertThat(passes("ws_1")).isEqualTo(50);
    assertThat(passes("ws_2")).isEqualTo(50);
  }
}
