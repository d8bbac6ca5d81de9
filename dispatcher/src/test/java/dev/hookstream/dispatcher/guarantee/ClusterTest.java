package dev.hookstream.dispatcher.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Three brokers, three instances, and what an operator's week has: see docs/guarantees.md. */
class ClusterTest {
  @Test
  void aClusterThatLosesMachinesLosesNothing() throws Exception {
    try (ClusterRun run = new ClusterRun(ClusterPlan.fromProperties())) {
      ClusterReport report = run.run();
      assertThat(report.broken()).as(report.text()).isEmpty();
    }
  }
}
