package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.AttemptResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How places are shared where endpoints are slow, or begin to hang. */
class AdmissionShareTest extends AdmissionFixture {
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
    Admission admission = admission(2_048, 256, 320);
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
    Admission admission = admission(2_048, 256, 320);
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
    Admission admission = admission(2_048, 256, 320);
    take(admission.offer(many("busy", 1_000)));
    take(admission.finished(begun.get(0), attempt(begun.remove(0), AttemptResult.DELIVERED)));
    assertThat(begun).hasSize(256);
  }

  @Test
  void theBodiesOfThoseThatHangLeaveRoomForTheBodiesOfOthers() {
    Admission admission = admission(2_048, 256, 320);
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
}
