package dev.hookstream.dispatcher.sender;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A queue from any thread to one other, which is woken once for all that comes within a
 * millisecond: to wake a thread costs both sides more than to hand something over. The first after
 * a pause wakes it at once.
 */
final class Batches<T> {
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final ConcurrentLinkedQueue<T> items = new ConcurrentLinkedQueue<>();

  /** The taker, while it wants to be woken. */
  private volatile @Nullable Thread idle;

  private boolean took;

  void add(T item) {
    items.add(item);
    Thread waiting = idle;
    if (waiting != null) {
      idle = null;
      LockSupport.unpark(waiting);
    }
  }

  /** Only for the taker. */
  @Nullable T poll() {
    T item = items.poll();
    took |= item != null;
    return item;
  }

  /** Only for the taker: returns when there is something, after the time, or for no reason. */
  void await(long nanos) throws InterruptedException {
    if (took) {
      // More is about to come: gathered, without anybody having to call.
      took = false;
      LockSupport.parkNanos(this, Math.min(nanos, GATHER_NANOS));
    } else if (items.isEmpty()) {
      idle = Thread.currentThread();
      // Looked at again, since what came before that line did not see us.
      if (items.isEmpty()) {
        LockSupport.parkNanos(this, nanos);
      }
      idle = null;
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
