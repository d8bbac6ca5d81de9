package dev.hookstream.topology.lane;

/**
 * How many deliveries of one endpoint may be out at once: one more for each success while it is
 * used up, half after a sign of overload, never below one nor above the limit. After an outage it
 * begins low, and no more than doubles each second, however fast the receiver answers: what has
 * waited for hours does not fall upon a process that has hardly started. Times are milliseconds
 * since 1970.
 */
final class Window {
  private static final int START = 32;
  private static final long DOUBLES_EACH_MS = 1_000;
  private static final int MOST_DOUBLED = 16;

  /** No ramp, and one that begins with the first success. */
  private static final long NONE = Long.MIN_VALUE;

  private static final long TO_BEGIN = Long.MAX_VALUE;

  private volatile int size = START;
  private int sinceCut;
  private long rampSince = NONE;
  private int rampFrom;

  /** The number of deliveries that may be out. */
  int size(int limit) {
    return Math.min(size, limit);
  }

  /** The endpoint was down, and is to be met with little at first. */
  void wasDown() {
    rampFrom(1);
  }

  /** The endpoint was disabled, and what was held is to come to it by and by. */
  void wasDisabled() {
    rampFrom(Math.min(size, START));
  }

  private void rampFrom(int first) {
    size = first;
    sinceCut = 0;
    rampFrom = first;
    rampSince = TO_BEGIN;
  }

  /** A delivery came back while {@code out} were out. */
  void note(LaneCommand.Sign sign, int out, int limit, long now) {
    sinceCut++;
    if (sign == LaneCommand.Sign.HEALTHY) {
      if (out >= size(limit) && size < Math.min(limit, ramp(now))) {
        size = size(limit) + 1;
      }
    } else if (isTooMuch(sign) && sinceCut > out) {
      // Once for each window of results: those that were out together fail for one cause.
      size = Math.max(1, size(limit) / 2);
      sinceCut = 0;
    }
  }

  /** What a ramp allows by now. */
  private int ramp(long now) {
    if (rampSince == TO_BEGIN) {
      rampSince = now;
    }
    long doubled = rampSince == NONE ? MOST_DOUBLED : (now - rampSince) / DOUBLES_EACH_MS;
    if (doubled >= MOST_DOUBLED) {
      rampSince = NONE;
      return Integer.MAX_VALUE;
    }
    return rampFrom << Math.max(0, (int) doubled);
  }

  private static boolean isTooMuch(LaneCommand.Sign sign) {
    return sign == LaneCommand.Sign.OVERLOADED || sign == LaneCommand.Sign.STALE;
  }
}
