package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Ordering;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest extends AdmissionFixture {
  @Test
  void aFullEndpointHoldsUpNobodyElse() {
    Admission admission = admission(100, 2, 100);
    take(admission.offer(List.of(p("a", "1"), p("a", "2"), p("a", "3"), p("b", "4"))));
    assertThat(ids()).containsExactlyInAnyOrder("1", "2", "4");
    take(admission.finished(begun.get(0), attempt(begun.get(0), AttemptResult.FAILED)));
    assertThat(ids()).contains("3");
  }

  @Test
  void aHostIsBoundedAcrossItsEndpoints() {
    Admission admission = admission(100, 100, 2);
    take(
        admission.offer(
            List.of(
                work("a", "1", Ordering.PARALLEL, null, "h"),
                work("b", "2", Ordering.PARALLEL, null, "h"),
                work("c", "3", Ordering.PARALLEL, null, "h"))));
    assertThat(begun).hasSize(2);
    take(admission.finished(begun.get(0), attempt(begun.get(0), AttemptResult.DELIVERED)));
    assertThat(begun).hasSize(3);
  }

  @Test
  void aLargeBodyGoesAlone() {
    Admission admission = admission(100, 100, 100);
    Work large = new Work(partition, 0, delivery("a", "1"), "a", 10_000_000);
    take(admission.offer(List.of(p("b", "2"), large, p("c", "3"))));
    take(admission.finished(begun.get(0), attempt(begun.get(0), AttemptResult.DELIVERED)));
    assertThat(ids()).contains("1");
  }

  @Test
  void orderedGoesOneAfterAnotherWhateverComesOfEach() {
    Admission admission = admission(100, 100, 100);
    take(
        admission.offer(
            List.of(
                work("a", "1", Ordering.ORDERED, null, "a"),
                work("a", "2", Ordering.ORDERED, null, "a"))));
    assertThat(ids()).containsExactly("1");
    take(admission.finished(begun.get(0), attempt(begun.get(0), AttemptResult.FAILED)));
    assertThat(ids()).containsExactly("1", "2");
  }

  @Test
  void strictGoesOnOnlyAfterTheOneBeforeWasSeenDelivered() {
    Admission admission = admission(100, 100, 100);
    take(
        admission.offer(
            List.of(
                work("a", "1", Ordering.STRICT, null, "a"),
                work("a", "2", Ordering.STRICT, "1", "a"),
                work("a", "3", Ordering.STRICT, "2", "a"),
                work("a", "4", Ordering.STRICT, "3", "a"))));
    take(admission.finished(begun.get(0), attempt(begun.get(0), AttemptResult.DELIVERED)));
    assertThat(ids()).containsExactly("1", "2");
    take(admission.finished(begun.get(1), attempt(begun.get(1), AttemptResult.FAILED)));
    assertThat(ids()).containsExactly("1", "2");
    assertThat(returned).extracting(Step.Return::why).containsOnly(ErrorKind.OUT_OF_ORDER);
    assertThat(returned).hasSize(2);
  }

  @Test
  void strictDoesNotTrustWhatAnEarlierAssignmentSaw() {
    Admission admission = admission(100, 100, 100);
    take(admission.offer(List.of(work("a", "1", Ordering.STRICT, null, "a"))));
    take(admission.finished(begun.get(0), attempt(begun.get(0), AttemptResult.DELIVERED)));
    Work next =
        new Work(partition(), 1, Deliveries.ordered("a", "2", Ordering.STRICT, "1"), "a", 1);
    take(admission.offer(List.of(next)));
    assertThat(returned).hasSize(1);
  }

  @Test
  void aStaleSignatureIsReturnedAndInAnOrderedRunAllBehindIt() {
    Admission admission = admission(1, 100, 100);
    take(admission.offer(List.of(p("busy", "0"))));
    Work stale = work("a", "1", Ordering.ORDERED, null, "a");
    stale.delivery.setSignedAt(-200_000);
    take(admission.offer(List.of(stale, work("a", "2", Ordering.ORDERED, null, "a"))));
    assertThat(returned).isEmpty();
    take(admission.tick());
    assertThat(returned)
        .extracting(Step.Return::why)
        .containsExactly(ErrorKind.STALE_SIGNATURE, ErrorKind.OUT_OF_ORDER);
    assertThat(admission.queued()).isZero();
  }

  @Test
  void whatWaitsOfAPartitionThatIsTakenAwayIsForgottenAndWhatIsStoppedDoesNotBegin() {
    Admission admission = admission(1, 100, 100);
    take(admission.offer(many("a", 5)));
    assertThat(admission.drop(partition)).hasSize(4);
    admission.stop();
    take(admission.offer(many("b", 5)));
    take(admission.finished(begun.get(0), attempt(begun.get(0), AttemptResult.DELIVERED)));
    assertThat(begun).hasSize(1);
    assertThat(admission.inFlight()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverHappensEachWorkBeginsOrIsReturnedOnceAndNobodyIsLeftWaiting(long seed) {
    Random random = new Random(seed);
    Admission admission = admission(16, 5, 6);
    Map<String, Integer> perEndpoint = new HashMap<>();
    Set<String> seen = new HashSet<>();
    List<Work> open = new ArrayList<>();
    int offered = 0;
    while (offered < 3_000 || !open.isEmpty()) {
      nanos += random.nextInt(200_000_000);
      if (offered < 3_000 && random.nextBoolean()) {
        String endpoint = "e" + random.nextInt(12);
        Ordering mode = endpoint.endsWith("1") ? Ordering.ORDERED : Ordering.PARALLEL;
        String host = "h" + random.nextInt(4);
        take(admission.offer(List.of(work(endpoint, "d" + offered++, mode, null, host))));
      } else if (!open.isEmpty()) {
        Work work = open.remove(random.nextInt(open.size()));
        perEndpoint.merge(work.endpoint(), -1, Integer::sum);
        take(admission.finished(work, attempt(work, AttemptResult.DELIVERED)));
      }
      if (random.nextInt(20) == 0) {
        take(admission.tick());
      }
      for (Work work : begun) {
        assertThat(seen.add(work.delivery.getRef().getDeliveryId())).isTrue();
        open.add(work);
        int now = perEndpoint.merge(work.endpoint(), 1, Integer::sum);
        assertThat(now).isLessThanOrEqualTo(work.serial() ? 1 : 5);
      }
      begun.clear();
      assertThat(open.size()).isEqualTo(admission.inFlight()).isLessThanOrEqualTo(16);
    }
    assertThat(seen).hasSize(3_000);
    assertThat(admission.queued()).isZero();
  }
}
