package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Ordering;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Something that happens to a lane, or to those around it.
 *
 * @param which an endpoint, or one of those in flight, or of the results; by the act
 * @param how how many, how long, or what; by the act
 */
record ModelAct(Kind kind, int which, int how) {
  enum Kind {
    EVENTS(8, true),
    REPLAY(2, true),
    ANSWER(8, true),
    ANSWERS(6, true),
    PASS(6, true),
    RESULT_AGAIN(1, true),
    DUE_AGAIN(1, true),
    COMMIT(4, true),
    SENDER_COMMITS(2, true),
    RESTART(1, true),
    DRAIN(1, true),
    MODE(2, true),
    DISABLE(1, true),
    ENABLE(2, true),
    DELETE(1, true),
    CRASH(2, false),
    REVOKE(1, false),
    KILL(1, false);

    private final int frequency;
    private final boolean calm;

    Kind(int frequency, boolean calm) {
      this.frequency = frequency;
      this.calm = calm;
    }
  }

  private static final int MOST = 40;

  /**
   * What lanes, and the installation, are set to.
   *
   * @param maxWaitSeconds 0: the usual
   */
  record Setup(
      Ordering ordering,
      int maxInFlight,
      int maxOut,
      int maxBacklog,
      int maxWaitSeconds,
      boolean stops) {}

  static Arbitrary<Setup> setups() {
    return Combinators.combine(
            Arbitraries.of(Ordering.class),
            Arbitraries.of(3, 1, 40),
            Arbitraries.of(1_000, 4),
            Arbitraries.of(1_000_000, 1_000_000, 5),
            Arbitraries.of(0, 0, 300),
            Arbitraries.of(false, false, true))
        .as(Setup::new);
  }

  static Arbitrary<List<ModelAct>> histories(boolean calmOnly) {
    List<Kind> kinds = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (kind.calm || !calmOnly) {
        kinds.addAll(Collections.nCopies(kind.frequency, kind));
      }
    }
    Arbitrary<Kind> weighted = Arbitraries.of(kinds);
    return Combinators.combine(
            weighted, Arbitraries.integers().between(0, 5), Arbitraries.integers().between(0, 19))
        .as(ModelAct::new)
        .list()
        .ofMaxSize(MOST);
  }

  @Override
  public String toString() {
    return kind + "(" + which + "," + how + ")";
  }
}
