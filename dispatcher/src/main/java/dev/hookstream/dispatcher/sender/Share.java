package dev.hookstream.dispatcher.sender;

/**
 * How much there is of something (places, bytes), how much of it is taken, and who may have of the
 * rest: slow endpoints together half of all, of the last eighth those that have begun nothing since
 * their last result, and of the last sixteenth those of them that have answered before. Guarded by
 * {@link Admission}.
 */
final class Share {
  private static final int SLOW_PART = 2;
  private static final int KEPT_PART = 8;
  private static final int PROVEN_PART = 16;

  private final long most;
  private long taken;
  private long slow;

  Share(long most) {
    this.most = most;
  }

  void take(long amount, boolean bySlow) {
    taken += amount;
    slow += bySlow ? amount : 0;
  }

  /** Takes note that one that has so much of it turned slow, or is so no longer. */
  void turned(long amount, boolean toSlow) {
    slow += toSlow ? amount : -amount;
  }

  long taken() {
    return taken;
  }

  /** Whether this much more can be had; the first gets what it asks for. */
  boolean fits(long amount) {
    return taken == 0 || taken + amount <= most;
  }

  boolean hasRoomForSlow() {
    return slow < Math.max(1, most / SLOW_PART);
  }

  /** Who may have of what is left. */
  Standing least() {
    long left = most - taken;
    if (left <= most / PROVEN_PART) {
      return Standing.PROVEN;
    }
    return left <= most / KEPT_PART ? Standing.UNTRIED : Standing.WAITING;
  }

  boolean allows(EndpointQueue endpoint) {
    return fits(1)
        && endpoint.standing().compareTo(least()) <= 0
        && (!endpoint.slow || hasRoomForSlow());
  }
}
