package dev.hookstream.dispatcher.sender;

import java.util.BitSet;

/**
 * What {@link HandOverModel} promises, one call after another: a commit has exactly what was
 * reported before it, and what belongs to an assignment that has ended touches nothing.
 */
public class HandOverSpecification {
  private final BitSet done = new BitSet();
  private boolean handedOver;

  /** See {@link HandOverModel#done}. */
  public void done(int record) {
    if (!handedOver) {
      done.set(record);
    }
  }

  /** See {@link HandOverModel#commit}. */
  public String commit() {
    int committable = done.nextClearBit(0);
    BitSet behind = new BitSet();
    done.stream().filter(record -> record > committable).forEach(r -> behind.set(r - committable));
    return committable + " and behind it " + behind;
  }

  /** See {@link HandOverModel#handOver}. */
  public String handOver() {
    String last = commit();
    handedOver = true;
    return last;
  }
}
