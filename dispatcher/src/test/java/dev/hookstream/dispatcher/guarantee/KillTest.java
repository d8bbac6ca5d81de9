package dev.hookstream.dispatcher.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Kills with -9 while events flow. The long version: {@code -Dguarantee.kills=10
 * -Dguarantee.events=20000}; {@code -Dguarantee.seed=N} repeats the choices of a run.
 */
class KillTest {
  /**
   * What can be in flight, and so come twice: every endpoint's window ({@code
   * topology.default_max_in_flight}) full.
   */
  private static final int IN_FLIGHT = KillPlan.WORKSPACES * KillPlan.ENDPOINTS_EACH * 256;

  @Test
  void whatArrivedContainsWhatWasAccepted() throws Exception {
    try (KillRun run = new KillRun(KillPlan.fromProperties())) {
      KillReport report = run.run();
      assertThat(report.accepted()).isEqualTo(report.plan().events());
      assertThat(report.missing()).as(report.text()).isEmpty();
      assertThat(report.strangers()).as(report.text()).isEmpty();
      assertThat(report.otherIds()).as(report.text()).isEmpty();
      assertThat(report.kills()).as(report.text()).allMatch(kill -> kill.duplicates() <= IN_FLIGHT);
    }
  }
}
