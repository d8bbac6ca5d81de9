package dev.hookstream.topology.lane;

import dev.hookstream.topology.lane.LaneCommand.Sign;
import java.util.HashSet;
import java.util.Set;

/**
 * Spares an endpoint that is down, and the attempts of what waits for it: after enough failures in
 * a row nothing leaves but one probe at a time, at growing distances, until one goes well. States
 * are immutable, and each step from one to the next is a function of its arguments alone; times are
 * milliseconds since 1970.
 */
sealed interface Circuit {
  /** So many failures without a success between them, */
  int FAILURES = 20;

  /** over so many events: one that nobody can take says nothing about the endpoint; */
  int EVENTS = 5;

  /** for so long: a burst that fails together is one bad moment. */
  long FOR_MS = 10_000;

  /** How long to the first probe. Each that fails doubles it, */
  long FIRST_PROBE_MS = 1_000;

  /** up to this. */
  long LONGEST_PROBE_MS = 60_000;

  /** Whether one more may leave now. */
  boolean allows(long now);

  /** From when on one may; Long.MAX_VALUE where it is not time that is waited for. */
  long allowsAt();

  /** One has left. */
  Circuit left(String deliveryId);

  /** One has come back that was out. */
  Circuit back(LaneCommand.Back back, long now);

  /** One that was out will never come back. */
  default Circuit lost(String deliveryId, long now) {
    return this;
  }

  /** The endpoint may have been mended: there is no reason to wait for the next probe. */
  default Circuit hurried(long now) {
    return this;
  }

  /** Everything leaves; failures in a row are counted, since the first, with the first events. */
  record Closed(int failures, long since, Set<String> events) implements Circuit {
    /** Nothing has failed. */
    static final Closed HEALTHY = new Closed(0, 0, Set.of());

    @Override
    public boolean allows(long now) {
      return true;
    }

    @Override
    public long allowsAt() {
      return 0;
    }

    @Override
    public Circuit left(String deliveryId) {
      return this;
    }

    @Override
    public Circuit back(LaneCommand.Back back, long now) {
      if (back.sign() != Sign.OVERLOADED) {
        return back.sign() == Sign.HEALTHY ? HEALTHY : this;
      }
      Closed counted = with(back.ref().getEventId(), now);
      return counted.failures >= FAILURES
              && counted.events.size() >= EVENTS
              && now - counted.since >= FOR_MS
          ? new Open(now + FIRST_PROBE_MS, FIRST_PROBE_MS)
          : counted;
    }

    private Closed with(String event, long now) {
      Set<String> seen = events;
      if (seen.size() < EVENTS && !seen.contains(event)) {
        seen = new HashSet<>(seen);
        seen.add(event);
      }
      return new Closed(failures + 1, failures == 0 ? now : since, seen);
    }
  }

  /** Nothing leaves before the next probe, which was this far off when it was set. */
  record Open(long probeAt, long distance) implements Circuit {
    @Override
    public boolean allows(long now) {
      return now >= probeAt;
    }

    @Override
    public long allowsAt() {
      return probeAt;
    }

    @Override
    public Circuit left(String deliveryId) {
      return new Probing(deliveryId, distance);
    }

    /** Those that were out when it opened say nothing new by failing. */
    @Override
    public Circuit back(LaneCommand.Back back, long now) {
      return back.sign() == Sign.HEALTHY ? Closed.HEALTHY : this;
    }

    @Override
    public Circuit hurried(long now) {
      return new Open(Math.min(now, probeAt), FIRST_PROBE_MS);
    }
  }

  /** A probe is out, and nothing else leaves. */
  record Probing(String probe, long distance) implements Circuit {
    @Override
    public boolean allows(long now) {
      return false;
    }

    @Override
    public long allowsAt() {
      return Long.MAX_VALUE;
    }

    @Override
    public Circuit left(String deliveryId) {
      return this;
    }

    @Override
    public Circuit back(LaneCommand.Back back, long now) {
      if (!probe.equals(back.ref().getDeliveryId())) {
        return back.sign() == Sign.HEALTHY ? Closed.HEALTHY : this;
      }
      return switch (back.sign()) {
        case HEALTHY, ANSWERED -> Closed.HEALTHY;
        case OVERLOADED -> openFor(Math.min(2 * distance, LONGEST_PROBE_MS), now);
        case NEUTRAL, STALE -> openFor(distance, now);
      };
    }

    @Override
    public Circuit lost(String deliveryId, long now) {
      return probe.equals(deliveryId) ? new Open(now, distance) : this;
    }

    private static Open openFor(long distance, long now) {
      return new Open(now + distance, distance);
    }
  }
}
