package dev.hookstream.topology.lane;

import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.QueueMark;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What waits of one class in one lane. Each delivery has a number; numbers rise from head to tail:
 *
 * <pre>
 * head ── out, in a lane that keeps an order ── next ── stored, the first of it in memory ── fresh, in memory ── tail
 * </pre>
 *
 * What is out of a lane that keeps an order keeps its place until it has come back, so that it can
 * be put back there; in other lanes next and head are one. What comes and goes between two commits
 * is never stored. The task's thread alone changes it; other threads may read the counts, and see
 * them as of a moment ago.
 */
final class LaneQueue {
  private final String workspaceId;
  private final String endpointId;
  private final DeliveryClass deliveryClass;
  // Small to begin with: there are three of these queues for each endpoint, mostly empty.
  private final ArrayDeque<Queued> run = new ArrayDeque<>(1);
  private final ArrayDeque<Queued> front = new ArrayDeque<>(1);
  private final ArrayDeque<Queued> fresh = new ArrayDeque<>(1);

  /** Places behind the head that are done with. */
  private final TreeSet<Long> done = new TreeSet<>();

  /** Places behind the head whose deliveries have come back without an attempt. */
  private final TreeSet<Long> back = new TreeSet<>();

  private final ChunkEnds chunks = new ChunkEnds();

  private volatile long head;
  private volatile long next;
  private volatile long tail;
  private volatile long since;
  private long storedEnd;
  private int frontBytes;
  private long discardEnd;
  private @Nullable String discardReason;
  private long ageFrom;
  private boolean heldUp;

  /** As the store has it. */
  @Nullable QueueMark mark;

  /** Whether it is to be stored: {@link Backlog} keeps this, a set of thousands cost more. */
  boolean changed;

  LaneQueue(String workspaceId, String endpointId, DeliveryClass deliveryClass) {
    this.workspaceId = workspaceId;
    this.endpointId = endpointId;
    this.deliveryClass = deliveryClass;
  }

  String workspaceId() {
    return workspaceId;
  }

  String endpointId() {
    return endpointId;
  }

  DeliveryClass deliveryClass() {
    return deliveryClass;
  }

  /** How many have a place: those that wait, and those that are out and keep theirs. */
  long size() {
    return tail - head;
  }

  /** How many wait. */
  long waiting() {
    return tail - next;
  }

  /** Since when the first one waits, or about; in milliseconds since 1970. */
  long since() {
    return since;
  }

  /** From when on the age of what waits counts, at the earliest; milliseconds since 1970. */
  long ageFrom() {
    return ageFrom;
  }

  void ageFrom(long moment) {
    ageFrom = moment;
  }

  /** Whether a delivery that is being retried was in the way when this was last asked. */
  boolean isHeldUp() {
    return heldUp;
  }

  void heldUp(boolean isIt) {
    heldUp = isIt;
  }

  long head() {
    return head;
  }

  /** The number of the first one that waits. */
  long next() {
    return next;
  }

  /** The number after the last stored one. */
  long storedEnd() {
    return storedEnd;
  }

  /** About how many bytes of it are in memory although they are stored. */
  int frontBytes() {
    return frontBytes;
  }

  /** Where it stands after a restart; what was out is not yet known. */
  void found(long firstChunk, long newTail, long waitingSince, @Nullable QueueMark found) {
    chunks.restart(firstChunk);
    head = found == null ? firstChunk : Math.max(firstChunk, found.getHead());
    next = head;
    tail = newTail;
    storedEnd = newTail;
    since = waitingSince;
    mark = found;
    if (found != null) {
      done.addAll(found.getRunDone());
      back.addAll(found.getRunBack());
      ageFrom = found.getAgeFrom();
      discardTo(found.getDiscardEnd(), found.getDiscardReason());
    }
  }

  void append(Queued queued) {
    if (waiting() == 0) {
      since = queued.waiting().getSince();
    }
    fresh.addLast(queued);
    long end = tail;
    tail = end + 1; // one thread writes; volatile for those that read the counts
  }

  /** Whether the next one is stored and has to be read. */
  boolean mustLoad() {
    return front.isEmpty() && next < storedEnd;
  }

  /** The number of the first delivery in the chunk that the next one lies in. */
  long chunkToLoad() {
    return chunks.startOf(next);
  }

  /** The chunk that the next one lies in was read. */
  void loaded(List<Queued> chunk) {
    long start = chunkToLoad();
    chunks.see(start, start + chunk.size());
    for (Queued queued : chunk.subList((int) (next - start), chunk.size())) {
      front.addLast(queued);
      frontBytes += queued.size();
    }
  }

  /** Forgets what can be read again. */
  void unload() {
    front.clear();
    frontBytes = 0;
  }

  /** The next one; null where nothing waits. Not where it must be loaded. */
  @Nullable Queued first() {
    return next < storedEnd ? front.peekFirst() : fresh.peekFirst();
  }

  boolean isNextStored() {
    return next < storedEnd;
  }

  boolean isNextDone() {
    return done.contains(next);
  }

  /** Whether the next one was out, as the store has it, and has not come back. */
  boolean isNextOut() {
    return !done.contains(next) && !back.contains(next);
  }

  /** Takes the next one, which keeps its place; not where nothing waits or it must be loaded. */
  Queued release() {
    boolean stored = isNextStored();
    Queued taken = stored ? front.removeFirst() : fresh.removeFirst();
    if (stored) {
      frontBytes -= taken.size();
    }
    run.addLast(stored ? taken.withoutBody() : taken);
    long first = next;
    next = first + 1;
    Queued following = first();
    since = following == null ? taken.waiting().getSince() : following.waiting().getSince();
    return taken;
  }

  /** A place is done with, and given up as soon as those before it are. */
  void done(long number) {
    done.add(number);
  }

  /** A delivery that keeps its place has come back. */
  void cameBack(long number) {
    back.add(number);
  }

  /** Gives up the first place where it is done with; answers what had it, null where it is not. */
  @Nullable Queued giveUpFirst() {
    if (run.isEmpty() || !done.remove(head)) {
      return null;
    }
    long first = head;
    head = first + 1;
    if (head > storedEnd) {
      storedEnd = head;
      chunks.restart(head);
    }
    if (head == tail) {
      ageFrom = 0;
    }
    return run.removeFirst();
  }

  /** What is out is not out any more: it waits in its places again. */
  void putBack() {
    back.clear();
    while (!run.isEmpty() && next > storedEnd) {
      fresh.addFirst(run.removeLast());
      long end = next;
      next = end - 1;
    }
    if (!run.isEmpty()) {
      since = Objects.requireNonNull(run.peekFirst()).waiting().getSince();
      run.clear();
      next = head;
      unload();
    } else if (!fresh.isEmpty() && front.isEmpty()) {
      since = Objects.requireNonNull(fresh.peekFirst()).waiting().getSince();
    }
  }

  /** Whether some have a place and do not wait. */
  boolean hasOut() {
    return !run.isEmpty();
  }

  /** The start of a chunk that nothing needs any more; null where there is none. */
  @Nullable Long usedUpChunk() {
    return chunks.usedUp(head);
  }

  /** The chunk of the head, which was used up, is deleted. */
  void chunkDeleted() {
    chunks.deleted();
  }

  /** A chunk is missing from the store: what it held is passed over. Not while some are out. */
  void skipTo(long number) {
    head = number;
    next = number;
    chunks.restart(number);
  }

  /** The next ones that are not stored, at most so many and about so many bytes, but one. */
  List<Queued> unstored(int mostEntries, int mostBytes) {
    List<Queued> found = new ArrayList<>();
    int bytes = 0;
    int storedOnes = run.size() - unstoredOut();
    for (Iterator<Queued> all = inOrder(); all.hasNext() && found.size() < mostEntries; ) {
      Queued queued = all.next();
      if (storedOnes-- > 0) {
        continue;
      }
      bytes += queued.size();
      if (bytes > mostBytes && !found.isEmpty()) {
        break;
      }
      found.add(queued);
    }
    return found;
  }

  /** These, the first that were not stored, have been stored as one chunk. */
  void stored(List<Queued> chunk) {
    long start = storedEnd;
    long end = start + chunk.size();
    chunks.see(start, end);
    int out = Math.min(unstoredOut(), chunk.size());
    if (out > 0) {
      // Not the ones behind them: those are stored with the next chunk, with their bodies.
      int storedOut = run.size() - unstoredOut() + out;
      List<Queued> all = List.copyOf(run);
      run.clear();
      for (Queued queued : all) {
        run.addLast(run.size() < storedOut ? queued.withoutBody() : queued);
      }
    }
    boolean isNext = front.isEmpty() && next == start + out;
    for (Queued queued : chunk.subList(out, chunk.size())) {
      fresh.removeFirst();
      if (isNext) {
        front.addLast(queued);
        frontBytes += queued.size();
      }
    }
    storedEnd = end;
  }

  /** What waits now is to be thrown away, and not what comes after. */
  void discardAll(String reason) {
    discardTo(tail, reason);
  }

  private void discardTo(long end, @Nullable String reason) {
    discardEnd = end;
    discardReason = reason;
  }

  /** Why the first one is to be thrown away; null where it is not. */
  @Nullable String discardReason() {
    return head < discardEnd ? discardReason : null;
  }

  /** What the store has to know beside the chunks; null where they say it all. */
  @Nullable QueueMark wantedMark() {
    boolean discarding = head < discardEnd;
    if (head >= storedEnd
        || (head == chunks.start()
            && next == head
            && !discarding
            && done.isEmpty()
            && ageFrom == 0)) {
      return null;
    }
    return new QueueMark(
        head,
        discarding ? discardEnd : 0,
        discarding ? discardReason : null,
        next > head ? next : 0,
        List.copyOf(done),
        List.copyOf(back),
        ageFrom);
  }

  private int unstoredOut() {
    return (int) Math.max(0, next - Math.max(head, storedEnd));
  }

  private Iterator<Queued> inOrder() {
    return Stream.concat(run.stream(), fresh.stream()).iterator();
  }
}
