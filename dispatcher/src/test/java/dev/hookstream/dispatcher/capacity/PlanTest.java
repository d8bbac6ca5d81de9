package dev.hookstream.dispatcher.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hookstream.dispatcher.cli.HookstreamCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PlanTest {
  /** Round figures, so that a sum can be made in one's head. */
  private static final UnitCosts UNITS =
      new UnitCosts(100, 100, 50, 25, 100, 1_000, 1, 100, 100, 10_000, 0);

  private static Load load(double events, double fanOut, double failing) {
    return new Load(events, fanOut, 1_000, failing, 200, 3, 10);
  }

  @Test
  void theSumsAreThoseOnPaper() {
    Plan plan = Plan.of(load(10_000, 2, 0), UNITS);
    assertThat(plan.attemptsPerSecond()).isEqualTo(20_000);
    // 10,000 * 100 us + 20,000 * 100 us are 3 cores, 6 of which half is free: one instance of 8.
    assertThat(plan.instances()).isEqualTo(2);
    // 20,000 attempts need 4 partitions half idle.
    assertThat(plan.partitions()).isEqualTo(12);
    // 20,000 * (50 + 2 * 25) us are 2 cores.
    assertThat(plan.brokerCores()).isCloseTo(4, within(1e-9));
    assertThat(plan.inFlight()).isEqualTo(4_000);
    // Events 10,000 * 1,100 and attempts 20,000 * 500, three times, for ten days.
    assertThat(plan.topicBytes()).isCloseTo(21e6 * 3 * 864_000, within(1e6));
    assertThat(plan.logBytes()).isCloseTo(20_000 * 100 * 864_000.0, within(1e3));
  }

  @Test
  void whatFailsCostsItsRetries() {
    assertThat(Plan.of(load(1_000, 1, 0.5), UNITS).attemptsPerSecond()).isEqualTo(2_500);
    assertThat(Plan.of(load(1_000, 1, 0.5), UNITS).topicBytes())
        .isGreaterThan(Plan.of(load(1_000, 1, 0), UNITS).topicBytes());
  }

  @Test
  void partitionsGrowByTwelves() {
    assertThat(Plan.of(load(100_000, 1, 0), UNITS).partitions()).isEqualTo(24);
    assertThat(Plan.of(load(1_000_000, 1, 0), UNITS).partitions()).isEqualTo(204);
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> load(0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> load(1, 1, 1.1)).isInstanceOf(IllegalArgumentException.class);
  }

  /** The table in docs/operate/capacity.md is what the command prints. */
  @Test
  void theTableOfTheDocumentationIsTheCommands() throws Exception {
    StringWriter out = new StringWriter();
    PrintWriter to = new PrintWriter(out);
    assertThat(HookstreamCommand.run(to, to, "capacity")).isZero();
    String page = Files.readString(Path.of("../docs/operate/capacity.md"));
    assertThat(page).contains(out.toString().strip());
  }
}
