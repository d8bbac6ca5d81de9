package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Timings;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SenderMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private long seconds;
  private final SenderMetrics metrics =
      new SenderMetrics(registry, () -> TimeUnit.SECONDS.toNanos(seconds));
  private final Delivery delivery = Deliveries.of("e", "1", "https://e.example/");

  private Attempt answered(long at, int status, long millis) {
    Attempt attempt = AttemptRecord.answered(delivery, false, at, status, "");
    attempt.setTimings(new Timings(-1L, -1L, -1L, -1L, millis * 1_000));
    return attempt;
  }

  private Timer latency(String ofClass) {
    return registry.get("hookstream.delivery.latency").tag("class", ofClass).timer();
  }

  private double attempts(String result, String error) {
    return registry
        .get("hookstream.sender.attempts")
        .tags("result", result, "error", error)
        .counter()
        .count();
  }

  @Test
  void end_to_end_is_from_the_append_to_the_end_of_the_response_and_of_successes_only() {
    delivery.getRef().setAcceptedAt(1_000);
    metrics.attempt(answered(1_040, 200, 5));
    metrics.attempt(answered(1_040, 500, 5));
    assertThat(latency("live").count()).isEqualTo(1);
    assertThat(latency("live").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(45);
    delivery.setDeliveryClass(DeliveryClass.RETRY);
    metrics.attempt(answered(61_000, 204, 7));
    assertThat(latency("retry").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(60_007);
    assertThat(registry.get("hookstream.sender.exchange").timer().count()).isEqualTo(3);
  }

  @Test
  void a_broker_whose_clock_is_ahead_makes_no_time_negative() {
    delivery.getRef().setAcceptedAt(5_000);
    metrics.attempt(answered(1_000, 200, 5));
    assertThat(latency("live").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(5);
  }

  @Test
  void each_attempt_is_counted_by_what_came_of_it_and_adds_no_series() {
    int before = registry.getMeters().size();
    metrics.attempt(answered(1, 200, 1));
    metrics.attempt(answered(1, 429, 1));
    metrics.attempt(answered(1, 404, 1));
    metrics.attempt(AttemptRecord.notAttempted(delivery, ErrorKind.STALE_SIGNATURE, "old", 1));
    assertThat(attempts("delivered", "none")).isEqualTo(1);
    assertThat(attempts("failed", "status")).isEqualTo(2);
    assertThat(attempts("not_attempted", "stale_signature")).isEqualTo(1);
    assertThat(registry.get("hookstream.sender.responses").tag("status", "4xx").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("hookstream.sender.responses").tag("status", "429").counter().count())
        .isEqualTo(1);
    assertThat(registry.getMeters()).hasSize(before);
  }

  @Test
  void the_last_commit_grows_old_by_the_clock() {
    seconds = 9;
    assertThat(registry.get("hookstream.sender.last.commit.age").gauge().value()).isEqualTo(9);
    metrics.lastCommit.renew();
    assertThat(registry.get("hookstream.sender.last.commit.age").gauge().value()).isZero();
  }
}
