package dev.hookstream.topology.lane;

/**
 * How many deliveries of one endpoint may be out at once: one more for each success while it is
 * used up, half after a sign of overload, never below one nor above the limit.
 */
final class Window {
  private static final int START = 32;

  private volatile int size = START;
  private int sinceCut;

  /** The number of deliveries that may be out. */
  int size(int limit) {
    return Math.min(size, limit);
  }

  /**
   * Begins anew from the smallest: the endpoint was down, and is to be met with little at first.
   */
  void shrink() {
    size = 1;
    sinceCut = 0;
  }

  /** A delivery came back while {@code out} were out. */
  void note(LaneCommand.Sign sign, int out, int limit) {
    sinceCut++;
    if (sign == LaneCommand.Sign.HEALTHY && out >= size(limit) && size < limit) {
      size = size(limit) + 1;
    } else if (isTooMuch(sign) && sinceCut > out) {
      // Once for each window of results: those that were out together fail for one cause.
      size = Math.max(1, size(limit) / 2);
      sinceCut = 0;
    }
  }

  private static boolean isTooMuch(LaneCommand.Sign sign) {
    return sign == LaneCommand.Sign.OVERLOADED || sign == LaneCommand.Sign.STALE;
  }
}
