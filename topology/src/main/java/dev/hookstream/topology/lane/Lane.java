package dev.hookstream.topology.lane;

import dev.hookstream.schemas.DeliveryClass;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint's lane as its task holds it in memory: what is out, and what waits. What is out is
 * not needed to go on after a crash, and what waits is stored with each commit. The task's thread
 * alone changes it; other threads may read the counts, and see them as of a moment ago.
 */
public final class Lane {
  private final String workspaceId;
  private final String endpointId;
  private final Window window = new Window();
  private final Pace pace = new Pace();
  private final Map<String, Long> out = new HashMap<>();
  private final Map<DeliveryClass, LaneQueue> queues = new EnumMap<>(DeliveryClass.class);
  private final LaneQueue[] all;
  private long firstLeaseEnds = Long.MAX_VALUE;
  private int turn;
  private volatile int outCount;
  private volatile int limit;

  Lane(String workspaceId, String endpointId, int limit) {
    this.workspaceId = workspaceId;
    this.endpointId = endpointId;
    this.limit = limit;
    for (DeliveryClass deliveryClass : DeliveryClass.values()) {
      queues.put(deliveryClass, new LaneQueue(workspaceId, endpointId, deliveryClass));
    }
    all = queues.values().toArray(new LaneQueue[0]);
  }

  String workspaceId() {
    return workspaceId;
  }

  String endpointId() {
    return endpointId;
  }

  /** How many deliveries are out. */
  public int out() {
    return outCount;
  }

  /** How many may be. */
  public int window() {
    return window.size(limit);
  }

  /** How many wait, of all classes. */
  public long backlog() {
    long waiting = 0;
    for (LaneQueue queue : all) {
      waiting += queue.size();
    }
    return waiting;
  }

  /**
   * Since when the oldest delivery waits, or about; in milliseconds since 1970, null where nothing
   * waits.
   */
  public @Nullable Long oldestWaiting() {
    Long oldest = null;
    for (LaneQueue queue : all) {
      if (queue.size() > 0) {
        oldest = oldest == null ? queue.since() : Math.min(oldest, queue.since());
      }
    }
    return oldest;
  }

  /** Whether something that waits is to be thrown away before anything else leaves. */
  boolean isDiscarding() {
    for (LaneQueue queue : all) {
      if (queue.discardReason() != null) {
        return true;
      }
    }
    return false;
  }

  LaneQueue queue(DeliveryClass deliveryClass) {
    return Objects.requireNonNull(queues.get(deliveryClass));
  }

  void limit(int newLimit) {
    limit = newLimit;
  }

  Pace pace() {
    return pace;
  }

  /** Whether the endpoint is given nothing but probes, since it is down. */
  public boolean isCircuitOpen() {
    return pace.isOpen();
  }

  /** Whether one more may leave; a probe does not wait for those that were out before it. */
  boolean hasRoom(long now) {
    return (out.size() < window.size(limit) || (pace.isOpen() && out.size() < limit))
        && pace.allows(now);
  }

  boolean isOut(String deliveryId) {
    return out.containsKey(deliveryId);
  }

  /** Takes a place until the delivery comes back or the lease ends, in milliseconds since 1970. */
  void lease(String deliveryId, long now, long until) {
    out.put(deliveryId, until);
    pace.left(deliveryId, now);
    firstLeaseEnds = Math.min(firstLeaseEnds, until);
    outCount = out.size();
  }

  /** Gives the place back; false where the delivery had none, and the lane learns nothing. */
  boolean release(LaneCommand.Back back, long now) {
    String deliveryId = back.ref().getDeliveryId();
    if (!out.containsKey(deliveryId)) {
      return false;
    }
    if (pace.back(back, now)) {
      window.shrink();
    } else {
      window.note(back.sign(), out.size(), limit);
    }
    out.remove(deliveryId);
    outCount = out.size();
    return true;
  }

  /** Frees the places whose lease has ended, and says how many. */
  int expire(long now) {
    if (now < firstLeaseEnds) {
      return 0;
    }
    int before = out.size();
    firstLeaseEnds = Long.MAX_VALUE;
    for (var leases = out.entrySet().iterator(); leases.hasNext(); ) {
      Map.Entry<String, Long> lease = leases.next();
      long until = lease.getValue();
      if (until <= now) {
        pace.lost(lease.getKey(), now);
        leases.remove();
      } else {
        firstLeaseEnds = Math.min(firstLeaseEnds, until);
      }
    }
    outCount = out.size();
    return before - out.size();
  }

  /** Nothing out and nothing waiting: it can be forgotten and made anew. */
  boolean idle() {
    return out.isEmpty() && backlog() == 0;
  }

  /** A number that goes up with every release, by which the classes take their turns. */
  int nextTurn() {
    return turn++;
  }
}
