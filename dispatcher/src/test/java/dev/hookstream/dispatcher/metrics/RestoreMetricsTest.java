package dev.hookstream.dispatcher.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RestoreMetricsTest {
  private static final TopicPartition ONE = new TopicPartition("changelog", 0);
  private static final TopicPartition TWO = new TopicPartition("changelog", 1);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private long seconds;
  private final RestoreMetrics metrics =
      new RestoreMetrics(registry, "dispatch", () -> TimeUnit.SECONDS.toNanos(seconds));

  private double left() {
    return registry
        .get("hookstream.restore.records.left")
        .tags("app", "dispatch", "store", "lanes")
        .gauge()
        .value();
  }

  private double age() {
    return registry.get("hookstream.restore.age").gauge().value();
  }

  @Test
  void a_restore_is_followed_over_its_partitions_to_its_end() {
    assertThat(age()).isZero();
    seconds = 100;
    metrics.onRestoreStart(ONE, "lanes", 50, 1_050);
    metrics.onRestoreStart(TWO, "lanes", 0, 10);
    assertThat(left()).isEqualTo(1_010);
    seconds = 130;
    metrics.onBatchRestored(ONE, "lanes", 549, 400);
    assertThat(left()).isEqualTo(510);
    assertThat(registry.get("hookstream.restore.records").counter().count()).isEqualTo(400);
    assertThat(age()).isEqualTo(30);
    metrics.onRestoreEnd(TWO, "lanes", 10);
    metrics.onRestoreSuspended(ONE, "lanes", 400);
    assertThat(left()).isZero();
    assertThat(age()).isZero();
    seconds = 1_000;
    metrics.onRestoreStart(ONE, "lanes", 550, 551);
    assertThat(age()).as("the next one begins anew").isZero();
  }
}
