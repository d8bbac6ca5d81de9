package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetTrackerTest {

  /** A tracker that anyone can check by reading: received offsets, and whether each is done. */
  private static final class Reference {
    private final TreeMap<Long, Boolean> received = new TreeMap<>();
    private long next;

    Reference(long start) {
      next = start;
    }

    void received(long offset) {
      received.put(offset, false);
      next = offset + 1;
    }

    void done(long offset) {
      received.put(offset, true);
    }

    long committable() {
      return received.entrySet().stream()
          .filter(entry -> !entry.getValue())
          .mapToLong(entry -> entry.getKey())
          .findFirst()
          .orElse(next);
    }

    SortedSet<Long> undone() {
      TreeSet<Long> undone = new TreeSet<>(received.keySet());
      undone.removeIf(offset -> Boolean.TRUE.equals(received.get(offset)));
      return undone;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void anyHistoryAgreesWithTheReferenceAndANewOwnerIsGivenOnlyWhatIsUndone(long seed) {
    Random random = new Random(seed);
    long start = random.nextInt(1_000);
    OffsetTracker tracker = new OffsetTracker(start, "");
    Reference reference = new Reference(start);
    List<Long> log = new ArrayList<>();
    List<Long> open = new ArrayList<>();
    long offset = start;
    for (int step = 0; step < 800; step++) {
      if (open.isEmpty() || random.nextInt(100) < 52) {
        offset += random.nextInt(10) == 0 ? 1 + random.nextInt(3) : 0;
        assertThat(tracker.received(offset)).isTrue();
        reference.received(offset);
        log.add(offset);
        open.add(offset++);
      } else {
        long finished = open.remove(random.nextInt(open.size()));
        tracker.done(finished);
        reference.done(finished);
      }
      assertThat(tracker.committable()).isEqualTo(reference.committable());
    }
    assertThat(givenToANewOwner(log, tracker.committable(), tracker.metadata()))
        .isEqualTo(List.copyOf(reference.undone()));
  }

  @Test
  void aHungRequestDoesNotTurnAKillIntoAResendOfAllThatWasDoneBehindIt() {
    OffsetTracker tracker = new OffsetTracker(0, "");
    List<Long> log = new ArrayList<>();
    for (long offset = 0; offset < 300_000; offset++) {
      tracker.received(offset);
      log.add(offset);
    }
    for (long offset = 1; offset < 300_000; offset++) {
      tracker.done(offset);
    }
    assertThat(tracker.committable()).isZero();
    assertThat(tracker.metadata().length()).isLessThanOrEqualTo(OffsetMetadata.MAX_TEXT);
    assertThat(givenToANewOwner(log, 0, tracker.metadata())).containsExactly(0L);
  }

  @Test
  void twentyThousandOutstandingInTheWorstOrderFitWhole() {
    worstOrder(20_000, 0);
  }

  @Test
  void whatDoesNotFitIsLeftOutFromTheEndAndOnlyMadeAgain() {
    worstOrder(60_000, 24_000);
  }

  private static void worstOrder(int count, int kept) {
    Random random = new Random(count);
    OffsetTracker tracker = new OffsetTracker(0, "");
    List<Long> log = new ArrayList<>();
    TreeSet<Long> undone = new TreeSet<>(List.of(0L));
    for (long offset = 0; offset < count; offset++) {
      tracker.received(offset);
      log.add(offset);
    }
    for (long offset = 1; offset < count; offset++) {
      if (random.nextBoolean()) {
        tracker.done(offset);
      } else {
        undone.add(offset);
      }
    }
    assertThat(tracker.metadata().length()).isLessThanOrEqualTo(OffsetMetadata.MAX_TEXT);
    List<Long> given = givenToANewOwner(log, 0, tracker.metadata());
    assertThat(new TreeSet<>(given).containsAll(undone)).isTrue();
    long whole = kept == 0 ? count : kept;
    assertThat(given.stream().filter(offset -> offset < whole).toList())
        .isEqualTo(List.copyOf(undone.headSet(whole)));
  }

  @Test
  void whatWasDoneSurvivesASecondHandOverBeforeItIsReachedAgain() {
    OffsetTracker first = new OffsetTracker(10, "");
    for (long offset = 10; offset < 20; offset++) {
      first.received(offset);
    }
    first.done(17);
    OffsetTracker second = new OffsetTracker(first.committable(), first.metadata());
    second.received(10);
    second.received(11);
    second.done(10);
    OffsetTracker third = new OffsetTracker(second.committable(), second.metadata());
    assertThat(third.committable()).isEqualTo(11);
    for (long offset = 11; offset < 20; offset++) {
      assertThat(third.received(offset)).isEqualTo(offset != 17);
    }
  }

  @Test
  void aGapWithNothingOutstandingIsPassed() {
    OffsetTracker tracker = new OffsetTracker(5, "");
    tracker.received(5);
    tracker.readUpTo(8);
    assertThat(tracker.committable()).isEqualTo(5);
    tracker.done(5);
    assertThat(tracker.committable()).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "hello", "AA", "!!!!", "AgAA", "A////w", "consumed by a tool"})
  void metadataThatIsNotOursSkipsNothing(String text) {
    assertThat(new OffsetTracker(0, text).received(0)).isTrue();
  }

  private static List<Long> givenToANewOwner(List<Long> log, long start, String metadata) {
    OffsetTracker owner = new OffsetTracker(start, metadata);
    return log.stream().filter(offset -> offset >= start && owner.received(offset)).toList();
  }
}
