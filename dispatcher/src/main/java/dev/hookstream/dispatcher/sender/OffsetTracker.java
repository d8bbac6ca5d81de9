package dev.hookstream.dispatcher.sender;

import java.util.BitSet;

/**
 * Which offsets of one partition are done, in whatever order that happens. Tracks the offsets that
 * were received, not consecutive ones: transaction markers leave gaps that never complete. Confined
 * to one thread.
 */
public final class OffsetTracker {
  /** Done before this assignment, as the commit's metadata told. Empties itself as it is passed. */
  private final OffsetMetadata.Done before;

  /** A ring of outstanding offsets, rising; a power of two long. */
  private long[] offsets = new long[64];

  private BitSet done = new BitSet(64);
  private int head;
  private int size;

  /** The offset after the last one that was received. */
  private long next;

  private long committed;

  /**
   * @param start the committed offset, where reading begins
   * @param metadata of that commit; an empty or unknown text means nothing beyond it is done
   */
  public OffsetTracker(long start, String metadata) {
    this.next = start;
    this.committed = start;
    this.before = OffsetMetadata.decode(start, metadata);
  }

  /**
   * Takes note of a record. Offsets come in rising order.
   *
   * @return false where it was done in an earlier assignment: not to be made again
   */
  public boolean received(long offset) {
    if (offset < next) {
      throw new IllegalStateException("offset " + offset + " came after " + (next - 1));
    }
    next = offset + 1;
    boolean doneBefore = before.contains(offset);
    if (size == offsets.length) {
      grow();
    }
    int slot = slot(size++);
    offsets[slot] = offset;
    done.set(slot, doneBefore);
    if (doneBefore) {
      drain();
    }
    return !doneBefore;
  }

  /** Marks a received offset as done; one that is unknown or done already changes nothing. */
  public void done(long offset) {
    int index = indexOf(offset);
    if (index >= 0) {
      done.set(slot(index));
      drain();
    }
  }

  /** The consumer has read up to here: where nothing is outstanding the gap below is passed. */
  public void readUpTo(long position) {
    next = Math.max(next, position);
  }

  /** Where a new owner is to begin: the first offset that is not done. */
  public long committable() {
    return size == 0 ? next : offsets[head];
  }

  /** What is done beyond {@link #committable}, for the commit's metadata. */
  public String metadata() {
    long base = committable();
    BitSet bits = new BitSet();
    for (int i = 0; i < size && offsets[slot(i)] - base < OffsetMetadata.MAX_BITS; i++) {
      if (done.get(slot(i))) {
        bits.set((int) (offsets[slot(i)] - base));
      }
    }
    before.from(next).limit(OffsetMetadata.MAX_BITS).forEach(offset -> mark(bits, offset - base));
    return OffsetMetadata.encode(bits);
  }

  /** How many received offsets are not behind the head yet. */
  public int outstanding() {
    return size;
  }

  /** The offset of the last commit that was asked for. */
  public long committed() {
    return committed;
  }

  public void committed(long offset) {
    committed = offset;
  }

  private static void mark(BitSet bits, long index) {
    if (index < OffsetMetadata.MAX_BITS) {
      bits.set((int) index);
    }
  }

  private void drain() {
    while (size > 0 && done.get(head)) {
      done.clear(head);
      head = (head + 1) & (offsets.length - 1);
      size--;
    }
  }

  private int indexOf(long offset) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long found = offsets[slot(middle)];
      if (found == offset) {
        return middle;
      }
      if (found < offset) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  private int slot(int index) {
    return (head + index) & (offsets.length - 1);
  }

  private void grow() {
    long[] wider = new long[offsets.length * 2];
    BitSet widerDone = new BitSet(wider.length);
    for (int i = 0; i < size; i++) {
      wider[i] = offsets[slot(i)];
      widerDone.set(i, done.get(slot(i)));
    }
    offsets = wider;
    done = widerDone;
    head = 0;
  }
}
