package dev.hookstream.topology.log;

import dev.hookstream.topology.match.DeliveryId;
import java.time.Duration;
import java.util.BitSet;
import java.util.function.LongSupplier;

/**
 * Knows of which deliveries the log can have nothing yet, so that they need not be looked for:
 * those whose event was accepted while this task has been open, and of which it has read nothing
 * since. It errs towards looking, but for an event with a time ahead of the clock. Of one delivery
 * it may be asked again after its first success alone: that one is put in its own place once more.
 *
 * <p>A task's own, for its thread.
 */
final class NewRows {
  /** How far the clocks of brokers and instances may be apart, with room. */
  static final Duration APART = Duration.ofSeconds(10);

  /** 32 KiB for each task; a power of two. */
  private static final int BITS = 1 << 18;

  /** With more, of the others more than one in eight would seem to have been read, too. */
  private static final int MOST = BITS / 8;

  private final LongSupplier clock;
  private final BitSet read = new BitSet(BITS);
  private int count;
  private long since;

  /**
   * From now on.
   *
   * @param clock milliseconds since 1970
   */
  NewRows(LongSupplier clock) {
    this.clock = clock;
    this.since = clock.getAsLong() + APART.toMillis();
  }

  /** Whether there can be nothing of a delivery but its first success. */
  boolean has(String deliveryId) {
    return DeliveryId.timeMillis(deliveryId) >= since && !read.get(bit(deliveryId));
  }

  /** Something else than a first success was read of a delivery. */
  void remove(String deliveryId) {
    if (DeliveryId.timeMillis(deliveryId) < since) {
      return; // it is looked for anyhow
    }
    if (count == MOST) {
      read.clear();
      count = 0;
      since = clock.getAsLong() + APART.toMillis();
    }
    int bit = bit(deliveryId);
    if (!read.get(bit)) {
      read.set(bit);
      count++;
    }
  }

  private static int bit(String deliveryId) {
    int hash = deliveryId.hashCode() * 0x9E3779B9; // spreads what differs in the last letters
    return hash >>> (Integer.SIZE - Integer.numberOfTrailingZeros(BITS));
  }
}
