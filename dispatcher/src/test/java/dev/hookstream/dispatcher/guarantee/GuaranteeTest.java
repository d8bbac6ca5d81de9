package dev.hookstream.dispatcher.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** DESIGN's promises, with real processes that are made to fail: see docs/guarantees.md. */
class GuaranteeTest {
  @Test
  void everyPromiseIsKept() throws Exception {
    try (GuaranteeRun run = new GuaranteeRun(Plan.fromProperties())) {
      Report report = run.run();
      assertThat(report.broken()).as(report.text()).isEmpty();
    }
  }
}
