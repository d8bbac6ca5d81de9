package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/**
 * A partition through any history of completions, commits and hand-overs, against a reference of
 * plain sets: nothing that was not done is skipped, and what a commit says is done is not made
 * again.
 */
class OffsetHandOverTest {
  enum What {
    RECEIVE,
    FINISH,
    COMMIT,
    HAND_OVER,
    KILL
  }

  /** One step; the number says which record, or how wide the gap before it. */
  record Step(What what, int number) {}

  /** A partition and its owner. The log is written as it is read, with gaps. */
  private static final class History {
    private final long start;
    private final TreeSet<Long> log = new TreeSet<>();
    private final Set<Long> done = new HashSet<>();
    private long end;
    private long read;

    private OffsetTracker tracker;
    private final List<Long> open = new ArrayList<>();
    private final Set<Long> received = new HashSet<>();
    private Set<Long> knownDone = Set.of();

    private long committed;
    private String metadata = "";
    private Set<Long> doneAtCommit = Set.of();

    History(long start) {
      this.start = start;
      end = start;
      read = start;
      committed = start;
      tracker = new OffsetTracker(start, "");
    }

    void apply(Step step) {
      switch (step.what()) {
        case RECEIVE -> receive(step.number());
        case FINISH -> {
          if (!open.isEmpty()) {
            long offset = open.remove(step.number() % open.size());
            tracker.done(offset);
            done.add(offset);
          }
        }
        case COMMIT -> commit();
        case HAND_OVER -> {
          commit();
          assign();
        }
        case KILL -> assign();
      }
      check();
    }

    private void receive(int gap) {
      Long next = log.ceiling(read);
      if (next == null) {
        end += gap % 4 == 0 ? gap % 60 : 0;
        log.add(end);
        next = end++;
      }
      read = next + 1;
      assertThat(tracker.received(next)).isEqualTo(!knownDone.contains(next));
      received.add(next);
      if (!knownDone.contains(next)) {
        open.add(next);
      }
      if (gap % 3 == 0) {
        tracker.readUpTo(read);
      }
    }

    private void commit() {
      committed = tracker.committable();
      metadata = tracker.metadata();
      // What an earlier owner did without a commit this one has no way to know.
      doneAtCommit = new HashSet<>(knownDone);
      received.stream()
          .filter(offset -> done.contains(offset) && !open.contains(offset))
          .forEach(doneAtCommit::add);
      assertThat(metadata.length()).isLessThanOrEqualTo(OffsetMetadata.MAX_TEXT);
    }

    private void assign() {
      tracker = new OffsetTracker(committed, metadata);
      knownDone = doneAtCommit;
      read = committed;
      open.clear();
      received.clear();
    }

    private void check() {
      long committable = tracker.committable();
      assertThat(committable).isBetween(start, end);
      assertThat(log.headSet(committable)).allMatch(done::contains);
      long firstUndone = open.stream().mapToLong(offset -> offset).min().orElse(read);
      // A gap before it may have been passed or not; neither skips a record.
      assertThat(log.subSet(Math.min(committable, firstUndone), Math.max(committable, firstUndone)))
          .as("between what is committed and the first that is not done")
          .isEmpty();
    }
  }

  @Property(tries = 1_000, shrinking = ShrinkingMode.BOUNDED)
  void nothingUndoneIsSkippedAndNothingKnownToBeDoneIsMadeAgain(
      @ForAll("steps") List<Step> steps, @ForAll("starts") long start) {
    History history = new History(start);
    steps.forEach(history::apply);
  }

  @Provide
  Arbitrary<Long> starts() {
    return Arbitraries.longs().between(0, 1L << 40);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<What> what =
        Arbitraries.frequency(
            Tuple.of(40, What.RECEIVE),
            Tuple.of(36, What.FINISH),
            Tuple.of(4, What.COMMIT),
            Tuple.of(2, What.HAND_OVER),
            Tuple.of(1, What.KILL));
    return Combinators.combine(what, Arbitraries.integers().between(0, 1_000))
        .as(Step::new)
        .list()
        .ofMinSize(20)
        .ofMaxSize(300);
  }
}
