package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Ordering;
import dev.hookstream.topology.flow.ModelAct.Kind;
import dev.hookstream.topology.flow.ModelAct.Setup;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories that {@link LaneModelTest} found, and that did not go well before. */
class LaneHistoriesTest {
  private static final int FAILS = 1;
  private static final int TEN_SECONDS = 3;
  private static final int THREE_MINUTES = 6;
  private static final int PARALLEL_TO_STRICT = 2;
  private static final int DISCARD_HELD = 0;

  private static Setup setup(Ordering ordering, int maxOut, int maxBacklog) {
    return new Setup(ordering, 3, maxOut, maxBacklog, 0, false);
  }

  private static ModelAct act(Kind kind, int which, int how) {
    return new ModelAct(kind, which, how);
  }

  /** It waited for itself: for a delivery that had been given back while the lane was parallel. */
  @Test
  void aLaneThatBecomesStrictGoesOnBehindWhatWasGivenBack() {
    LaneModelTest.play(
        setup(Ordering.PARALLEL, 1_000, 1_000),
        List.of(
            act(Kind.EVENTS, 0, 0),
            act(Kind.MODE, 0, PARALLEL_TO_STRICT),
            act(Kind.MODE, 1, PARALLEL_TO_STRICT),
            act(Kind.KILL, 0, THREE_MINUTES)));
  }

  /**
   * A late copy of its failed attempt began a new chain, and what was thrown away was delivered.
   */
  @Test
  void whatWasThrownAwayStaysAwayWhenItsResultComesAgain() {
    LaneModelTest.play(
        setup(Ordering.PARALLEL, 1_000, 1_000),
        List.of(
            act(Kind.EVENTS, 0, 0),
            act(Kind.ANSWER, 0, FAILS),
            act(Kind.ANSWER, 0, FAILS),
            act(Kind.DISABLE, 0, 0),
            act(Kind.DISABLE, 1, 0),
            act(Kind.COMMIT, 0, 0),
            act(Kind.PASS, 0, TEN_SECONDS),
            act(Kind.ENABLE, 0, DISCARD_HELD),
            act(Kind.ENABLE, 1, DISCARD_HELD),
            act(Kind.RESULT_AGAIN, 0, 0),
            act(Kind.RESULT_AGAIN, 0, 1)));
  }

  /** The retry of a delivery that was taken to be out in its place was dropped. */
  @Test
  void aRetryLeavesAlthoughItsDeliveryIsTakenToBeOut() {
    LaneModelTest.play(
        setup(Ordering.ORDERED, 4, 1_000),
        List.of(
            act(Kind.EVENTS, 0, 0),
            act(Kind.EVENTS, 0, 2),
            act(Kind.DRAIN, 0, 0),
            act(Kind.RESULT_AGAIN, 0, 3),
            act(Kind.ANSWER, 0, 0),
            act(Kind.ANSWER, 1, FAILS),
            act(Kind.RESTART, 0, 0)));
  }

  /** A strict lane's head, retried, was given up for want of room, and nobody told the rest. */
  @Test
  void aStrictLaneGoesOnWhenItsHeadIsGivenUpForWantOfRoom() {
    LaneModelTest.play(
        setup(Ordering.STRICT, 1_000, 5),
        List.of(
            act(Kind.EVENTS, 0, 0),
            act(Kind.EVENTS, 0, 3),
            act(Kind.ANSWERS, 0, 3),
            act(Kind.EVENTS, 0, 0),
            act(Kind.ANSWER, 0, FAILS),
            act(Kind.CRASH, 0, 0)));
  }
}
