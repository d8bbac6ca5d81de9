package dev.hookstream.topology.lane;

import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.QueueMark;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits of one class in one lane. Each delivery has a number; numbers rise from head to tail:
 *
 * <pre>
 * head ──── stored, the first chunk of it in memory ──── stored end ──── fresh, in memory ──── tail
 * </pre>
 *
 * What comes and goes between two commits is never stored. The task's thread alone changes it;
 * other threads may read the counts, and see them as of a moment ago.
 */
final class LaneQueue {
  private final String workspaceId;
  private final String endpointId;
  private final DeliveryClass deliveryClass;
  private final ArrayDeque<Queued> front = new ArrayDeque<>();
  private final ArrayDeque<Queued> fresh = new ArrayDeque<>();
  private volatile long head;
  private volatile long tail;
  private volatile long since;
  private long storedEnd;
  private long chunkStart;
  private int frontBytes;
  private long discardEnd;
  private @Nullable String discardReason;

  /** As the store has it. */
  @Nullable QueueMark mark;

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

  /** How many wait. */
  long size() {
    return tail - head;
  }

  /** Since when the first one waits, or about; in milliseconds since 1970. */
  long since() {
    return since;
  }

  long head() {
    return head;
  }

  /** The number after the last stored one. */
  long storedEnd() {
    return storedEnd;
  }

  /** The number of the first delivery in the chunk that the head lies in. */
  long chunkStart() {
    return chunkStart;
  }

  /** About how many bytes of it are in memory although they are stored. */
  int frontBytes() {
    return frontBytes;
  }

  /** Where it stands after a restart. */
  void found(long firstChunk, long newHead, long newTail, long waitingSince) {
    chunkStart = firstChunk;
    head = newHead;
    tail = newTail;
    storedEnd = newTail;
    since = waitingSince;
  }

  void append(Queued queued) {
    if (size() == 0) {
      since = queued.waiting().getSince();
    }
    fresh.addLast(queued);
    long end = tail;
    tail = end + 1; // one thread writes; volatile for those that read the counts
  }

  /** Whether the next one is stored and has to be read. */
  boolean mustLoad() {
    return front.isEmpty() && head < storedEnd;
  }

  /** The chunk that the head lies in was read. */
  void loaded(List<Queued> chunk) {
    for (Queued queued : chunk.subList((int) (head - chunkStart), chunk.size())) {
      front.addLast(queued);
      frontBytes += queued.size();
    }
  }

  /** Forgets what can be read again. */
  void unload() {
    front.clear();
    frontBytes = 0;
  }

  /** Whether the next one is taken from what is stored. */
  boolean isNextStored() {
    return head < storedEnd;
  }

  /** The first one, which is taken by this; not where nothing waits or it must be loaded. */
  Queued take() {
    boolean stored = isNextStored();
    Queued taken = stored ? front.removeFirst() : fresh.removeFirst();
    long first = head;
    head = first + 1;
    if (stored) {
      frontBytes -= taken.size();
    } else {
      storedEnd = head;
      chunkStart = head;
    }
    Queued next = head < storedEnd ? front.peekFirst() : fresh.peekFirst();
    since = next == null ? taken.waiting().getSince() : next.waiting().getSince();
    return taken;
  }

  /** Whether the chunk in memory is used up, and can be deleted. */
  boolean isChunkDone() {
    return front.isEmpty() && chunkStart < head;
  }

  /** The next chunk begins at the head. */
  void chunkDeleted() {
    chunkStart = head;
  }

  /** A chunk is missing from the store: what it held is passed over. */
  void skipTo(long number) {
    head = number;
    chunkStart = number;
  }

  ArrayDeque<Queued> fresh() {
    return fresh;
  }

  /**
   * The first so many fresh ones have been stored as one chunk. They stay in memory where they are
   * the next ones.
   */
  void stored(List<Queued> chunk) {
    if (front.isEmpty() && head == storedEnd) {
      chunkStart = head;
      front.addAll(chunk);
      chunk.forEach(queued -> frontBytes += queued.size());
    }
    storedEnd += chunk.size();
  }

  /** What waits now is to be thrown away, and not what comes after. */
  void discardAll(String reason) {
    discardTo(tail, reason);
  }

  void discardTo(long end, @Nullable String reason) {
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
    if (head >= storedEnd || (head == chunkStart && !discarding)) {
      return null;
    }
    return new QueueMark(head, discarding ? discardEnd : 0, discarding ? discardReason : null);
  }
}
