package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Ordering;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdmissionOrderTest extends AdmissionFixture {
  private final Admission admission = admission(100, 100, 100);

  private Work run(String id, Ordering mode, @Nullable String previous) {
    return work("a", id, mode, previous, "a");
  }

  private void finish(String id, AttemptResult result) {
    Work work = begun.get(ids().indexOf(id));
    take(admission.finished(work, attempt(work, result)));
  }

  @Test
  void orderedGoesBehindOneThatFailedButNotBehindOneThatWasNotSeenHere() {
    take(
        admission.offer(
            List.of(
                work("a", "1", Ordering.ORDERED, null, "a"),
                run("2", Ordering.ORDERED, "1"),
                run("4", Ordering.ORDERED, "3"))));
    finish("1", AttemptResult.FAILED);
    finish("2", AttemptResult.DELIVERED);
    assertThat(ids()).containsExactly("1", "2");
    assertThat(returned).extracting(Step.Return::why).containsExactly(ErrorKind.OUT_OF_ORDER);
  }

  @ParameterizedTest
  @EnumSource(names = {"ORDERED", "STRICT"})
  void aRetryGoesBesideTheRunAndDoesNotBreakIt(Ordering mode) {
    take(
        admission.offer(
            List.of(work("a", "1", mode, null, "a"), p("a", "retry"), run("2", mode, "1"))));
    assertThat(ids())
        .as("behind the first in the queue, and then at once")
        .containsExactly("1", "retry");
    finish("1", AttemptResult.DELIVERED);
    assertThat(ids()).containsExactly("1", "retry", "2");
    finish("retry", AttemptResult.FAILED);
    finish("2", AttemptResult.DELIVERED);
    assertThat(returned).isEmpty();
  }

  @Test
  void aStaleRunLeavesTheRetriesAmongItWhereTheyAre() {
    take(admission.offer(List.of(run("0", Ordering.ORDERED, null))));
    Work stale = run("1", Ordering.ORDERED, "0");
    stale.delivery.setSignedAt(-200_000L);
    take(admission.offer(List.of(stale, run("2", Ordering.ORDERED, "1"), p("a", "retry"))));
    take(admission.tick());
    assertThat(returned)
        .extracting(Step.Return::why)
        .containsExactly(ErrorKind.STALE_SIGNATURE, ErrorKind.OUT_OF_ORDER);
    assertThat(ids()).containsExactly("0", "retry");
    assertThat(admission.queued()).isZero();
  }
}
