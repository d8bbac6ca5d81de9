package dev.hookstream.dispatcher.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HurriedRulesTest {
  @Test
  void nothing_waits_or_looks_back_for_longer_than_a_run_has() throws Exception {
    String rules = Files.readString(Path.of("..", "deploy", "prometheus/rules/hookstream.yml"));
    String hurried = HurriedRules.of(rules);
    assertThat(rules).contains("[6h]", "86400", "for: 15m");
    assertThat(hurried).doesNotContainPattern("\\[\\d+[mhd]]").doesNotContain("86400");
    assertThat(hurried).doesNotContainPattern("for: (?!3s)");
    assertThat(hurried).contains("predict_linear(hookstream_state_free_bytes[15s], 60)) < 0");
    assertThat(hurried).containsPattern("hookstream_lag_overdue_seconds\\{.*}\\) > 30\n");
    assertThat(hurried.lines().count()).isEqualTo(rules.lines().count());
  }
}
