package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Ordering;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** An admission, a clock held by hand, and what it let begin. */
abstract class AdmissionFixture {
  long nanos;
  final PartitionWork partition = partition();
  final List<Work> begun = new ArrayList<>();
  final List<Step.Return> returned = new ArrayList<>();

  Admission admission(int inFlight, int perEndpoint, int perHost) {
    SenderSettings settings =
        new SenderSettings(
            inFlight,
            1_000_000,
            perEndpoint,
            perHost,
            1_000,
            1_000_000,
            Duration.ofSeconds(1),
            Duration.ofMinutes(2),
            Duration.ofMillis(100),
            Duration.ofSeconds(1));
    return new Admission(settings, () -> Instant.EPOCH, () -> nanos);
  }

  void take(List<Step> steps) {
    for (Step step : steps) {
      if (step instanceof Step.Return back) {
        returned.add(back);
      } else {
        begun.add(step.work());
      }
    }
  }

  List<String> ids() {
    return begun.stream().map(work -> work.delivery.getRef().getDeliveryId()).toList();
  }

  List<Work> many(String endpoint, int count) {
    List<Work> works = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      works.add(p(endpoint, endpoint + i));
    }
    return works;
  }

  Work p(String endpoint, String id) {
    return work(endpoint, id, Ordering.PARALLEL, null, endpoint);
  }

  Work work(String endpoint, String id, Ordering mode, @Nullable String previous, String host) {
    return new Work(partition, 0, Deliveries.ordered(endpoint, id, mode, previous), host, 1);
  }

  static Delivery delivery(String endpoint, String id) {
    return Deliveries.of(endpoint, id, "https://example.com/");
  }

  static Attempt attempt(Work work, AttemptResult result) {
    Attempt attempt = AttemptRecord.answered(work.delivery, false, 0, 200, "");
    attempt.setResult(result);
    return attempt;
  }

  static PartitionWork partition() {
    return new PartitionWork(
        new TopicPartition("deliveries", 0),
        new OffsetTracker(0, ""),
        new ConcurrentLinkedQueue<>());
  }
}
