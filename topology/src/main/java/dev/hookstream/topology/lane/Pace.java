package dev.hookstream.topology.lane;

import org.jspecify.annotations.Nullable;

/**
 * When a lane may let something out, however much room its window has: not while its circuit is
 * open, not before the moment that the receiver named in Retry-After, and not faster than its
 * owner's limit. In memory only: a task that starts anew learns it anew, which costs a receiver
 * that is down as many attempts as it takes to open a circuit.
 */
final class Pace {
  private volatile Circuit circuit = Circuit.Closed.HEALTHY;
  private @Nullable TokenBucket bucket;
  private long notBefore;
  private volatile long lastLeft = Long.MIN_VALUE;

  /** Whether one more may leave now. */
  boolean allows(long now) {
    return notBefore <= now && circuit.allows(now) && (bucket == null || bucket.hasOne(now));
  }

  /** When to ask again; Long.MAX_VALUE where a result has to come first. */
  long askAgainAt() {
    long at = Math.max(notBefore, circuit.allowsAt());
    return bucket == null ? at : Math.max(at, bucket.worthwhileAt());
  }

  void left(String deliveryId, long now) {
    circuit = circuit.left(deliveryId);
    lastLeft = now;
    if (bucket != null) {
      bucket.takeOne(now);
    }
  }

  /** A delivery that was out came back; answers whether the circuit opened over it. */
  boolean back(LaneCommand.Back back, long now) {
    Circuit before = circuit;
    circuit = before.back(back, now);
    notBefore = Math.max(notBefore, back.notBefore());
    return before instanceof Circuit.Closed && isOpen();
  }

  void lost(String deliveryId, long now) {
    circuit = circuit.lost(deliveryId, now);
  }

  /** Nothing leaves before this moment, in milliseconds since 1970. */
  void hold(long until) {
    notBefore = Math.max(notBefore, until);
  }

  /** The owner has enabled the endpoint again: what its receiver wanted before is of the past. */
  void enabled(long now) {
    circuit = circuit.hurried(now);
    notBefore = Math.min(notBefore, now);
  }

  /** How many may leave together without breaking the owner's limit. */
  int burst() {
    return bucket == null ? Integer.MAX_VALUE : bucket.burst();
  }

  /** Keeps to this many a second from now on; null: to no limit. */
  void limit(@Nullable Double perSecond, long now) {
    if (perSecond == null || !(perSecond > 0)) {
      bucket = null;
    } else if (bucket == null) {
      bucket = TokenBucket.of(perSecond, now);
    } else if (bucket.perSecond() != perSecond) {
      bucket = bucket.withLimit(perSecond, now);
    }
  }

  /** When the next probe may leave; null where none is due. May be asked by any thread. */
  @Nullable Long nextProbeAt() {
    return circuit instanceof Circuit.Open open ? open.probeAt() : null;
  }

  /** Whether something has left at this moment or later. May be asked by any thread. */
  boolean hasLeftSince(long moment) {
    return lastLeft >= moment;
  }

  /** Whether nothing leaves but probes. May be asked by any thread. */
  boolean isOpen() {
    return !(circuit instanceof Circuit.Closed);
  }
}
