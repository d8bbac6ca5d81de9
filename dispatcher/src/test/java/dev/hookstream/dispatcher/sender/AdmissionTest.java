package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Ordering;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
  private long nanos;
  private final PartitionWork partition = partition();
  private final List<Work> begun = new ArrayList<>();
  private final List<Step.Return> returned = new ArrayList<>();

  @Test
  void aFullEndpointHoldsUpNobodyElse() {
    Admission admission = admission(100, 2, 100);
    take(admission.offer(List.of(p("a", "1"), p("a", "2"), p("a", "3"), p("b", "4"))));
    assertThat(ids()).containsExactlyInAnyOrder("1", "2", "4");
    take(admission.finished(begun.get(0), attempt(begun.get(0), AttemptResult.FAILED)));
    assertThat(ids()).contains("3");
  }

  @Test
  void slowEndpointsTogetherGetHalfAndTheOthersTheRest() {
    Admission admission = admission(4, 100, 100);
    take(admission.offer(List.of(p("slow", "1"))));
    nanos = Duration.ofSeconds(2).toNanos();
    take(admission.tick());
    take(admission.offer(many("slow", 10)));
    assertThat(begun).hasSize(2);
    take(admission.offer(many("fast", 10)));
    assertThat(begun).hasSize(4);
    assertThat(begun.stream().filter(work -> work.endpoint().equals("fast"))).hasSize(2);
  }

  @Test
  void newEndpointsThatHangDoNotTakeAllPlacesBeforeTheyCountAsSlow() {
    Admission admission = admission(2_048, 256, 2_048);
    for (int i = 0; i < 8; i++) {
      take(admission.offer(many("hangs" + i, 256)));
    }
    assertThat(begun).hasSize(8 * 16);
    take(admission.offer(List.of(p("other", "1"))));
    assertThat(begun.get(begun.size() - 1).endpoint()).isEqualTo("other");
    Work first = begun.get(0);
    take(admission.finished(first, attempt(first, AttemptResult.DELIVERED)));
    assertThat(begun.stream().filter(work -> work.endpoint().equals(first.endpoint())))
        .as("known by its first result, it has all that an endpoint may have")
        .hasSize(256);
  }

  /** All at one moment, each with more waiting than it may have in flight. */
  @Test
  void manyFastEndpointsThatBeginToHangLeavePlacesForThoseThatGoOn() {
    Admission admission = admission(2_048, 256, 256);
    for (int i = 0; i < 200; i++) {
      take(admission.offer(many("e" + i, 100)));
    }
    for (int round = 0; round < 20; round++) {
      answer(admission, 200);
      for (int i = 0; i < 200; i++) {
        take(admission.offer(many("e" + i, 20)));
      }
    }
    for (int round = 0; round < 3_000; round++) {
      nanos += Duration.ofMillis(10).toNanos();
      if (round % 25 == 0) {
        take(admission.tick());
      }
      Set<String> answered = answer(admission, 50);
      assertThat(answered).as("those that go on, in round " + round).hasSize(50);
      for (int i = 0; i < 50; i++) {
        take(admission.offer(many("e" + i, 2)));
      }
    }
  }

  @Test
  void anEndpointThatWasIdleGetsAPlaceAtOnceWhileManyHang() {
    Admission admission = admission(2_048, 256, 256);
    for (int i = 0; i < 200; i++) {
      take(admission.offer(List.of(p("e" + i, "first"))));
    }
    answer(admission, 200);
    for (int i = 0; i < 150; i++) {
      take(admission.offer(many("e" + i, 500)));
    }
    // Seven take all but an eighth, and of that each of the others one.
    assertThat(begun).hasSize(7 * 256 + 143);
    for (int i = 150; i < 200; i++) {
      take(admission.offer(List.of(p("e" + i, "next"))));
      assertThat(begun.get(begun.size() - 1).endpoint()).isEqualTo("e" + i);
    }
  }

  @Test
  void aSingleBusyEndpointHasAllThatAnEndpointMayHave() {
    Admission admission = admission(2_048, 256, 256);
    take(admission.offer(many("busy", 1_000)));
    take(admission.finished(begun.get(0), attempt(begun.remove(0), AttemptResult.DELIVERED)));
    assertThat(begun).hasSize(256);
  }

  @Test
  void theBodiesOfThoseThatHangLeaveRoomForTheBodiesOfOthers() {
    Admission admission = admission(2_048, 256, 256);
    for (String endpoint : List.of("a", "b", "c")) {
      take(admission.offer(List.of(large(endpoint))));
      take(admission.finished(begun.get(0), attempt(begun.remove(0), AttemptResult.DELIVERED)));
    }
    for (int i = 0; i < 20; i++) {
      take(admission.offer(List.of(large("a"), large("b"))));
    }
    int hanging = begun.size();
    take(admission.offer(List.of(large("c"))));
    assertThat(hanging).isLessThan(20);
    assertThat(begun).as("it begins while the others hang").hasSize(hanging + 1);
  }

  @Test
  void anEndpointThatAnswersQuicklyAgainIsNoLongerSlow() {
    Admission admission = admission(4, 100, 100);
    take(admission.offer(List.of(p("e", "1"))));
    nanos = Duration.ofSeconds(2).toNanos();
    take(admission.tick());
    take(admission.finished(begun.get(0), attempt(begun.get(0), AttemptResult.DELIVERED)));
    for (Work work : many("e", 4)) {
      int before = begun.size();
      take(admission.offer(List.of(work)));
      take(admission.finished(begun.get(before), attempt(work, AttemptResult.DELIVERED)));
    }
    begun.clear();
    take(admission.offer(many("e", 4)));
    assertThat(begun).hasSize(4);
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

  private Admission admission(int inFlight, int perEndpoint, int perHost) {
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

  private void take(List<Step> steps) {
    for (Step step : steps) {
      if (step instanceof Step.Return back) {
        returned.add(back);
      } else {
        begun.add(step.work());
      }
    }
  }

  /** All in flight of the first so many endpoints is answered; returns whose it was. */
  private Set<String> answer(Admission admission, int endpoints) {
    Set<String> answered = new HashSet<>();
    List<Work> open = new ArrayList<>(begun);
    begun.clear();
    for (Work work : open) {
      if (Integer.parseInt(work.endpoint().substring(1)) < endpoints) {
        answered.add(work.endpoint());
        take(admission.finished(work, attempt(work, AttemptResult.DELIVERED)));
      } else {
        begun.add(work);
      }
    }
    return answered;
  }

  private Work large(String endpoint) {
    return new Work(partition, 0, delivery(endpoint, endpoint), endpoint, 60_000);
  }

  private List<String> ids() {
    return begun.stream().map(work -> work.delivery.getRef().getDeliveryId()).toList();
  }

  private List<Work> many(String endpoint, int count) {
    List<Work> works = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      works.add(p(endpoint, endpoint + i));
    }
    return works;
  }

  private Work p(String endpoint, String id) {
    return work(endpoint, id, Ordering.PARALLEL, null, endpoint);
  }

  private Work work(
      String endpoint, String id, Ordering mode, @Nullable String previous, String host) {
    return new Work(partition, 0, Deliveries.ordered(endpoint, id, mode, previous), host, 1);
  }

  private static Delivery delivery(String endpoint, String id) {
    return Deliveries.of(endpoint, id, "https://example.com/");
  }

  private static Attempt attempt(Work work, AttemptResult result) {
    Attempt attempt = AttemptRecord.answered(work.delivery, false, 0, 200, "");
    attempt.setResult(result);
    return attempt;
  }

  private static PartitionWork partition() {
    return new PartitionWork(
        new TopicPartition("deliveries", 0),
        new OffsetTracker(0, ""),
        new ConcurrentLinkedQueue<>());
  }
}
