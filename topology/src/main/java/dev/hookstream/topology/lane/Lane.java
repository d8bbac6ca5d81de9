package dev.hookstream.topology.lane;

import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.Ordering;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint's lane as its task holds it in memory: what is out, and what waits. What is out is
 * not needed to go on after a crash, and what waits is stored with each commit. The task's thread
 * alone changes it; other threads may read the counts, and see them as of a moment ago.
 */
public final class Lane {
  // The sender makes them one after the other, and a signature is too old after two minutes.
  private static final int MOST_IN_ORDER = 256;
  private static final long FIRST_STALE_PAUSE_MS = 1_000;
  private static final int MOST_DOUBLED = 6;

  private final String workspaceId;
  private final String endpointId;
  private final Window window = new Window();
  private final Pace pace = new Pace();
  private final Map<String, Long> out = new HashMap<>();
  private final Map<DeliveryClass, LaneQueue> queues = new EnumMap<>(DeliveryClass.class);
  private final LaneQueue[] all;
  private final InOrder inOrder;
  private Ordering ordering = Ordering.PARALLEL;
  private long firstLeaseEnds = Long.MAX_VALUE;
  private int turn;
  private long alertedAt;
  private boolean heldBack;

  /** Which {@link LaneRound}s it is in. */
  int rounds;

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
    inOrder = new InOrder(List.of(queue(DeliveryClass.LIVE), queue(DeliveryClass.REPLAY)));
  }

  /** Whose it is. */
  public String workspaceId() {
    return workspaceId;
  }

  /** The endpoint's id. */
  public String endpointId() {
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
      waiting += queue.waiting();
    }
    return waiting;
  }

  /** How many of a class wait; any thread may ask. */
  public long waiting(DeliveryClass deliveryClass) {
    return queue(deliveryClass).waiting();
  }

  /**
   * Since when the oldest delivery waits, or about; in milliseconds since 1970, null where nothing
   * waits.
   */
  public @Nullable Long oldestWaiting() {
    Long oldest = null;
    for (LaneQueue queue : all) {
      if (queue.waiting() > 0) {
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

  /**
   * Whether nothing may leave until what is out has come back, since something is to be removed.
   */
  boolean isHeldBack() {
    return heldBack;
  }

  void heldBack(boolean isIt) {
    heldBack = isIt;
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

  /**
   * While the endpoint is down: from when on the next probe may leave, in milliseconds since 1970;
   * null while one is out, and where the endpoint is not down.
   */
  public @Nullable Long nextProbeAt() {
    return pace.nextProbeAt();
  }

  /**
   * Turns to another ordering, once all that is out under the old one has come back; false until
   * then, and nothing may leave.
   */
  boolean turnTo(Ordering wanted) {
    if (ordering != wanted && outCount == 0) {
      ordering = wanted;
    }
    return ordering == wanted;
  }

  Ordering ordering() {
    return ordering;
  }

  /** What is out of those that are let out in order. */
  InOrder inOrder() {
    return inOrder;
  }

  /** Whether those of a class keep their places while they are out. Retries never do. */
  boolean keepsPlaces(DeliveryClass deliveryClass) {
    return ordering != Ordering.PARALLEL && deliveryClass != DeliveryClass.RETRY;
  }

  /** Whether one more may leave; a probe does not wait for those that were out before it. */
  boolean hasRoom(long now) {
    int most = limit;
    if (ordering != Ordering.PARALLEL) {
      // Those behind a slow answer would follow it all at once, whatever time they left at.
      most = Math.min(Math.min(limit, MOST_IN_ORDER), pace.burst());
    }
    return (outCount < window.size(most) || (pace.isOpen() && outCount < most)) && pace.allows(now);
  }

  boolean isOut(String deliveryId) {
    return out.containsKey(deliveryId)
        || (ordering != Ordering.PARALLEL && inOrder.isOut(deliveryId));
  }

  /** Takes a place until the delivery comes back or the lease ends, in milliseconds since 1970. */
  void lease(String deliveryId, long now, long until) {
    out.put(deliveryId, until);
    firstLeaseEnds = Math.min(firstLeaseEnds, until);
    left(deliveryId, now);
  }

  /** As {@link #lease}, for the one that was released last from its queue, and keeps its place. */
  void leaseInOrder(LaneQueue queue, String deliveryId, long now, long until) {
    inOrder.left(queue, queue.next() - 1, deliveryId, until);
    left(deliveryId, now);
  }

  private void left(String deliveryId, long now) {
    pace.left(deliveryId, now);
    count();
  }

  /** Gives the room back; false where the delivery had none, and the lane learns nothing. */
  boolean release(LaneCommand.Back back, Backlog backlog, long now) {
    String deliveryId = back.ref().getDeliveryId();
    boolean alone = out.remove(deliveryId) != null;
    if (!alone && !isOut(deliveryId)) {
      return false;
    }
    if (pace.back(back, now)) {
      window.wasDown();
    } else {
      window.note(back.sign(), outCount, limit, now);
    }
    if (!alone) {
      cameBackInOrder(back, backlog, now);
    }
    count();
    return true;
  }

  private void cameBackInOrder(LaneCommand.Back back, Backlog backlog, long now) {
    if (back.attempted()) {
      inOrder.attempted(back.ref().getDeliveryId(), backlog);
    } else {
      if (back.sign() == LaneCommand.Sign.STALE) {
        // Whatever held the sender up may last; a growing pause keeps this from being a circle.
        int doubled = Math.min(inOrder.stale() - 1, MOST_DOUBLED);
        pace.hold(now + (FIRST_STALE_PAUSE_MS << doubled));
      }
      inOrder.returned(back.ref().getDeliveryId(), backlog);
    }
  }

  /** Frees the place of one that is out and is not waited for any more. */
  void giveUp(String deliveryId, Backlog backlog, long now) {
    pace.lost(deliveryId, now);
    if (out.remove(deliveryId) == null) {
      inOrder.attempted(deliveryId, backlog);
    }
    count();
  }

  /** Frees the places whose lease has ended, and says how many. */
  int expire(long now, Backlog backlog) {
    int before = outCount;
    for (String lost : inOrder.expire(now, backlog)) {
      pace.lost(lost, now);
    }
    if (now >= firstLeaseEnds) {
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
    }
    count();
    return before - outCount;
  }

  /** After a restart: what was out in order and keeps its places has been found again. */
  void found(Backlog backlog) {
    ordering = inOrder.size() > 0 ? Ordering.ORDERED : Ordering.PARALLEL;
    inOrder.breakOff(backlog);
    count();
  }

  private void count() {
    outCount = out.size() + (ordering == Ordering.PARALLEL ? 0 : inOrder.size());
  }

  /** Nothing out and nothing waiting: it can be forgotten and made anew. */
  boolean idle() {
    return outCount == 0 && backlog() == 0;
  }

  /** The owner has enabled the endpoint again: what was held meets it with a ramp. */
  void enabled(long now) {
    pace.enabled(now);
    window.wasDisabled();
  }

  /** Whether so long has gone by since the owner was last told of dead letters; notes that. */
  boolean alertDue(long now, long distance) {
    boolean due = alertedAt + distance <= now;
    alertedAt = due ? now : alertedAt;
    return due;
  }

  /** A number that goes up with every release, by which the classes take their turns. */
  int nextTurn() {
    return turn++;
  }
}
