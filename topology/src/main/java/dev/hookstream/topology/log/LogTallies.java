package dev.hookstream.topology.log;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.LogTally;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.OutcomeKind;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.match.DeliveryId;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Counts by hour and by five minutes, so that figures need no rows. A task's tallies are kept in
 * memory and put into the stores every few seconds, some at a time, and before each commit. Each
 * says which records are in it, and a task reads its records in order: what is read again after a
 * crash is counted once, however much of what was counted had been kept.
 */
final class LogTallies {
  /** Beyond so many they leave memory when they have been put. */
  private static final int MOST_KEPT = 4_096;

  /**
   * As many as are put in a moment; the others wait for the next one, or for the commit. With few
   * endpoints all figures are of seconds ago; with thousands, putting each tally so often would
   * cost more than the rows it counts.
   */
  private static final int MOST_AT_ONCE = 100;

  private static final AvroCodec<LogTally> CODEC = AvroCodec.of(LogTally.class);

  /** By endpoint: its hour, its five minutes, and what came late. */
  private final Map<Bytes, List<Tally>> tallies = new HashMap<>();

  private int kept;

  /** Those that the stores do not have as they are, the first that changed first. */
  private final ArrayDeque<Tally> changed = new ArrayDeque<>();

  private final ByteBuffer scratch = ResponseTimes.scratch();
  private final Width hours;
  private final Width fives;

  private record Width(WindowStore<Bytes, byte[]> store, long millis) {}

  private static final class Tally {
    final Width width;
    final Bytes key;
    final long start;
    final LogTally counts;
    final ResponseTimes times = new ResponseTimes();
    boolean hasChanged;

    Tally(Width width, Bytes key, long start, LogTally counts) {
      this.width = width;
      this.key = key;
      this.start = start;
      this.counts = counts;
      times.add(counts.getResponseTimes());
    }
  }

  LogTallies(ProcessingContext context) {
    hours = new Width(context.getStateStore(LogTopology.ROWS), LogTopology.HOUR.toMillis());
    fives =
        new Width(context.getStateStore(LogTopology.FIVES), LogTopology.FIVE_MINUTES.toMillis());
  }

  /**
   * Counts an attempt that was made; a test is none.
   *
   * @param at when its record was appended, the broker's time
   */
  void attempt(Attempt attempt, long offset, long at) {
    if (attempt.getTest()) {
      return;
    }
    for (Tally tally : at(attempt.getRef(), at)) {
      if (offset > tally.counts.getAttemptsThrough()) {
        tally.counts.setAttemptsThrough(offset);
        changed(tally);
        if (attempt.getResult() == AttemptResult.DELIVERED) {
          tally.counts.setDelivered(tally.counts.getDelivered() + 1);
        } else {
          tally.counts.setFailed(tally.counts.getFailed() + 1);
        }
        if (attempt.getStatus() != null && attempt.getTimings().getTotal() >= 0) {
          tally.times.record(attempt.getTimings().getTotal());
        }
      }
    }
  }

  /** Counts the end of a delivery that was not delivered; other decisions are no end. */
  void outcome(Outcome outcome, long offset, long at) {
    boolean discarded = outcome.getKind() == OutcomeKind.DISCARDED;
    boolean givenUp =
        outcome.getKind() == OutcomeKind.DEAD_LETTERED || outcome.getKind() == OutcomeKind.EXPIRED;
    if (!discarded && !givenUp) {
      return;
    }
    for (Tally tally : at(outcome.getRef(), at)) {
      if (offset > tally.counts.getOutcomesThrough()) {
        tally.counts.setOutcomesThrough(offset);
        changed(tally);
        if (discarded) {
          tally.counts.setDiscarded(tally.counts.getDiscarded() + 1);
        } else {
          tally.counts.setDeadLettered(tally.counts.getDeadLettered() + 1);
        }
      }
    }
  }

  /** Puts all that has changed into the stores. */
  void flush() {
    flush(Integer.MAX_VALUE);
    if (kept > MOST_KEPT) {
      tallies.clear();
      kept = 0;
    }
  }

  /** Puts what it has of a workspace into the stores, which have it alone from then on. */
  void forget(String workspace) {
    flush();
    tallies.keySet().removeIf(key -> LogKeys.isTallyOf(workspace, key));
    kept = tallies.values().stream().mapToInt(List::size).sum();
  }

  /** Puts some of what has changed into the stores, so that figures are of a few seconds ago. */
  void flushSome() {
    flush(MOST_AT_ONCE);
  }

  private void flush(int most) {
    for (int left = most; left > 0 && !changed.isEmpty(); left--) {
      Tally tally = changed.removeFirst();
      tally.hasChanged = false;
      tally.counts.setResponseTimes(tally.times.bytes(scratch));
      tally.width.store().put(tally.key, CODEC.encode(tally.counts), tally.start);
    }
  }

  private void changed(Tally tally) {
    if (!tally.hasChanged) {
      tally.hasChanged = true;
      changed.addLast(tally);
    }
  }

  private Tally[] at(DeliveryRef ref, long at) {
    if (kept > 4 * MOST_KEPT) {
      flush();
    }
    Bytes key = LogKeys.tally(ref.getWorkspaceId(), DeliveryId.endpointPart(ref.getDeliveryId()));
    List<Tally> of = tallies.computeIfAbsent(key, endpoint -> new ArrayList<>(2));
    return new Tally[] {find(of, hours, key, at), find(of, fives, key, at)};
  }

  private Tally find(List<Tally> of, Width width, Bytes key, long at) {
    long start = at - Math.floorMod(at, width.millis());
    for (Tally tally : of) {
      if (tally.start == start && tally.width.equals(width)) {
        return tally;
      }
    }
    byte[] stored = width.store().fetch(key, start);
    Tally found =
        new Tally(
            width,
            key,
            start,
            stored == null ? LogTally.newBuilder().build() : CODEC.decode(stored));
    of.add(found);
    kept++;
    return found;
  }
}
