package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Delivery;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Each work has its attempt, whatever the requests do. */
class DispatchTest {
  private static final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Thrown() {
      super("thrown on purpose", null, false, false);
    }
  }

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<String> begun = new ArrayList<>();
  private final Admission admission =
      new Admission(SenderSettings.DEFAULT, () -> Instant.EPOCH, System::nanoTime);
  private final AttemptProducer attempts =
      new AttemptProducer(
          "attempts", MockProducer::new, attempt -> new byte[0], new SimpleMeterRegistry());
  private final Dispatch dispatch =
      new Dispatch(
          admission,
          new Exchanges() {
            @Override
            public void send(Delivery delivery, boolean test, Consumer<Attempt> done) {
              String id = delivery.getRef().getDeliveryId();
              if (id.startsWith("bad")) {
                throw new Thrown();
              }
              begun.add(id);
            }

            @Override
            public String hostOf(String url) {
              return url;
            }
          },
          attempts,
          () -> Instant.EPOCH,
          new SenderMetrics(registry, () -> 0));
  private final PartitionWork partition =
      new PartitionWork(
          new TopicPartition("deliveries", 0),
          new OffsetTracker(0, ""),
          new ConcurrentLinkedQueue<>());

  @Test
  void aRequestThatCannotBeBegunIsAFailedAttemptAndItsNeighboursBegin() {
    dispatch.offer(List.of(work("good1"), work("bad"), work("good2")));
    assertThat(begun).containsExactly("good1", "good2");
    assertThat(attempts.pending()).isEqualTo(1);
    assertThat(failures()).isEqualTo(1);
    assertThat(admission.inFlight()).isEqualTo(2);
  }

  @Test
  void manyThatCannotBeBegunEndOneAfterAnother() {
    List<Work> works = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      works.add(work("bad" + i));
    }
    dispatch.offer(works);
    assertThat(attempts.pending()).isEqualTo(3_000);
    assertThat(failures()).isEqualTo(3_000);
    assertThat(admission.inFlight()).isZero();
  }

  private double failures() {
    return registry
        .get("hookstream.sender.attempts")
        .tags("result", "failed", "error", "internal")
        .counter()
        .count();
  }

  private Work work(String id) {
    return dispatch.work(partition, 0, Deliveries.of("e", id, "https://e.example/"), 1);
  }
}
