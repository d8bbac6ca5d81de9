package dev.hookstream.dispatcher.sender;

import org.jspecify.annotations.Nullable;

/**
 * One endpoint's works in flight, in the order in which they began. The works themselves are the
 * links, so that to begin and to end one costs nothing. Guarded by {@link Admission}.
 */
final class InFlight {
  private @Nullable Work oldest;
  private @Nullable Work newest;
  private int size;
  private int serial;

  int size() {
    return size;
  }

  /** How many of them promise an order. */
  int serial() {
    return serial;
  }

  @Nullable Work oldest() {
    return oldest;
  }

  void add(Work work) {
    work.older = newest;
    if (newest == null) {
      oldest = work;
    } else {
      newest.newer = work;
    }
    newest = work;
    size++;
    serial += work.serial() ? 1 : 0;
  }

  /** The work must be one of these. */
  void remove(Work work) {
    if (work.older == null) {
      oldest = work.newer;
    } else {
      work.older.newer = work.newer;
    }
    if (work.newer == null) {
      newest = work.older;
    } else {
      work.newer.older = work.older;
    }
    work.older = null;
    work.newer = null;
    size--;
    serial -= work.serial() ? 1 : 0;
  }
}
