package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Ordering;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What may wait of slow endpoints: of 1,000 records and a million bytes one half. */
class AdmissionExcessTest extends AdmissionFixture {
  private final Admission admission = admission(100, 1, 100);

  @Test
  void whatWaitsOfSlowEndpointsBeyondHalfOfAllIsGivenBackFromTheEnd() {
    slow("a");
    take(admission.offer(many("a", 600)));
    assertThat(admission.queued()).isEqualTo(500);
    assertThat(returned).hasSize(100);
    assertThat(returned).extracting(Step.Return::why).containsOnly(ErrorKind.STALE_SIGNATURE);
    assertThat(returned.get(0).work().delivery.getRef().getDeliveryId()).isEqualTo("a500");
    assertThat(returned.get(0).message()).contains("slow");
    assertThat(partition.begun.get()).as("to be reported, as those that began").isEqualTo(101);
  }

  @Test
  void whatWaitsOfAFastEndpointIsLeftWhereItIs() {
    take(admission.offer(many("a", 900)));
    assertThat(returned).isEmpty();
    slow("b");
    assertThat(returned).as("now it is slow as well").hasSize(399);
  }

  @Test
  void whoHasLittleWaitingKeepsItAndTheOtherGivesBackMore() {
    slow("a");
    slow("b");
    take(admission.offer(many("a", 500)));
    take(admission.offer(many("b", 100)));
    assertThat(returned).isEmpty();
    take(admission.tick());
    assertThat(returned).hasSize(100);
    assertThat(returned).extracting(back -> back.work().endpoint()).containsOnly("a");
  }

  @Test
  void soItIsWithTheirBytes() {
    slow("a");
    List<Work> large = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      large.add(new Work(partition, 0, delivery("a", "a" + i), "a", 100_000));
    }
    take(admission.offer(large));
    assertThat(returned).hasSize(5);
    take(admission.offer(many("fast", 1)));
    assertThat(begun.get(begun.size() - 1).endpoint()).isEqualTo("fast");
  }

  @Test
  void ofARunTheEndGoesBackAndWhatComesBehindItFollows() {
    take(admission.offer(List.of(ordered(0))));
    nanos += Duration.ofSeconds(2).toNanos();
    take(admission.tick());
    List<Work> run = new ArrayList<>();
    for (int i = 1; i <= 503; i++) {
      run.add(ordered(i));
    }
    take(admission.offer(run));
    assertThat(returned)
        .extracting(Step.Return::why)
        .as("one sign for all")
        .containsExactly(ErrorKind.STALE_SIGNATURE, ErrorKind.OUT_OF_ORDER, ErrorKind.OUT_OF_ORDER);
    assertThat(returned)
        .extracting(back -> back.work().delivery.getRef().getDeliveryId())
        .containsExactly("501", "502", "503");
  }

  private Work ordered(int number) {
    String previous = number == 0 ? null : Integer.toString(number - 1);
    return work("a", Integer.toString(number), Ordering.ORDERED, previous, "a");
  }

  /** Its request hangs. */
  private void slow(String endpoint) {
    take(admission.offer(List.of(p(endpoint, "hangs"))));
    nanos += Duration.ofSeconds(2).toNanos();
    take(admission.tick());
  }
}
