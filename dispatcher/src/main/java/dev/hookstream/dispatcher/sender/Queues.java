package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.ErrorKind;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What waits, by endpoint, and what of it is given back without a request: what has waited too
 * long, and what slow endpoints have waiting beyond half of all that may be here. Guarded by {@link
 * Admission}.
 */
final class Queues {
  private static final int SLOW_PART = 2;
  private static final String STALE =
      "the signature was too old when the request's turn came: to be signed anew";
  private static final String TOO_MUCH =
      "more waits for slow endpoints here than may: to be signed anew when its turn comes";
  private static final String NOT_SEEN =
      "the delivery before it was not seen delivered here: to be put back into its place";

  private final InstantSource clock;
  private final long staleAfterMillis;
  private final long mostOfSlow;
  private final long mostBytesOfSlow;
  private final Map<String, EndpointQueue> endpoints = new HashMap<>();
  private int queued;

  /** What those slow endpoints have waiting that have something waiting, and how many they are. */
  private int ofSlow;

  private long bytesOfSlow;
  private int slowEndpoints;

  Queues(SenderSettings settings, InstantSource clock) {
    this.clock = clock;
    this.staleAfterMillis = settings.staleAfter().toMillis();
    this.mostOfSlow = settings.maxOutstanding() / SLOW_PART;
    this.mostBytesOfSlow = settings.maxOutstandingBytes() / SLOW_PART;
  }

  Collection<EndpointQueue> all() {
    return endpoints.values();
  }

  int queued() {
    return queued;
  }

  EndpointQueue add(Work work) {
    EndpointQueue endpoint = endpoints.computeIfAbsent(work.endpoint(), id -> new EndpointQueue());
    count(endpoint, -1);
    endpoint.waiting.add(work);
    endpoint.waitingBytes += work.bytes;
    count(endpoint, 1);
    return endpoint;
  }

  /** Takes the first, to begin it or to give it back; there must be one. */
  Work remove(EndpointQueue endpoint) {
    count(endpoint, -1);
    Work work = endpoint.waiting.remove();
    endpoint.waitingBytes -= work.bytes;
    count(endpoint, 1);
    return work;
  }

  void turn(EndpointQueue endpoint, boolean slow) {
    count(endpoint, -1);
    endpoint.slow = slow;
    count(endpoint, 1);
  }

  /** Forgets what waits there of a partition that was taken away. */
  boolean drop(EndpointQueue endpoint, PartitionWork partition, List<Work> dropped) {
    int before = dropped.size();
    count(endpoint, -1);
    endpoint.waiting.removeIf(work -> work.partition == partition && dropped.add(work));
    dropped.subList(before, dropped.size()).forEach(work -> endpoint.waitingBytes -= work.bytes);
    count(endpoint, 1);
    return dropped.size() > before;
  }

  boolean isStale(Work work) {
    return clock.millis() - work.delivery.getSignedAt() > staleAfterMillis;
  }

  /** The stale head; where an order is promised also those behind it, or they would overtake. */
  void giveBackStale(EndpointQueue endpoint, List<Step> steps) {
    Work work = remove(endpoint);
    giveBack(work, ErrorKind.STALE_SIGNATURE, STALE, steps);
    if (work.serial()) {
      count(endpoint, -1);
      endpoint.waiting.removeIf(
          behind -> behind.serial() && giveBackBehind(endpoint, behind, steps));
      count(endpoint, 1);
    }
  }

  /**
   * Where slow endpoints together have too much waiting, what this one has beyond its part of that;
   * from the end, so that nothing can overtake. It counts as stale, which it would become: the lane
   * sends less, and it costs no attempt.
   */
  void giveBackExcess(EndpointQueue endpoint, List<Step> steps) {
    if (!hasTooMuch(endpoint)) {
      return;
    }
    ArrayDeque<Work> excess = new ArrayDeque<>();
    while (hasTooMuch(endpoint)) {
      count(endpoint, -1);
      Work last = endpoint.waiting.removeLast();
      endpoint.waitingBytes -= last.bytes;
      count(endpoint, 1);
      excess.addFirst(last);
    }
    boolean behind = false;
    for (Work work : excess) {
      // One sign for all that were in order, as where their first is stale: each makes the lane
      // pause for longer.
      if (work.serial() && behind) {
        giveBack(work, ErrorKind.OUT_OF_ORDER, NOT_SEEN, steps);
      } else {
        giveBack(work, ErrorKind.STALE_SIGNATURE, TOO_MUCH, steps);
      }
      behind |= work.serial();
    }
  }

  /** The first, where the promised order does not let it go. */
  void giveBackOutOfOrder(Work work, List<Step> steps) {
    giveBack(work, ErrorKind.OUT_OF_ORDER, NOT_SEEN, steps);
  }

  private boolean hasTooMuch(EndpointQueue endpoint) {
    if (!endpoint.slow || endpoint.waiting.isEmpty()) {
      return false;
    }
    boolean tooMany = ofSlow > mostOfSlow && endpoint.waiting.size() > mostOfSlow / slowEndpoints;
    return tooMany
        || (bytesOfSlow > mostBytesOfSlow
            && endpoint.waitingBytes > mostBytesOfSlow / slowEndpoints);
  }

  private boolean giveBackBehind(EndpointQueue endpoint, Work work, List<Step> steps) {
    endpoint.waitingBytes -= work.bytes;
    if (isStale(work)) {
      giveBack(work, ErrorKind.STALE_SIGNATURE, STALE, steps);
    } else {
      giveBack(work, ErrorKind.OUT_OF_ORDER, NOT_SEEN, steps);
    }
    return true;
  }

  private static void giveBack(Work work, ErrorKind why, String message, List<Step> steps) {
    work.partition.begun.incrementAndGet();
    steps.add(new Step.Return(work, why, message));
  }

  /** Out of the counts before a change, and into them after it. */
  private void count(EndpointQueue endpoint, int sign) {
    int size = endpoint.waiting.size();
    queued += sign * size;
    if (endpoint.slow && size > 0) {
      ofSlow += sign * size;
      bytesOfSlow += sign * endpoint.waitingBytes;
      slowEndpoints += sign;
    }
  }
}
