package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.ErrorKind;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says which request may begin: bounds on all, on an endpoint, on a host, and half of all for slow
 * endpoints together; endpoints take turns; those that promise an order send one after another.
 *
 * <p>An endpoint that hangs is known as slow only after a while, and until then many that begin to
 * hang at once would take all there is. So the last eighth of the places, and of the bytes, goes
 * only to endpoints that have begun nothing since their last result: one that hangs gets one of
 * them at most, one that answers another with each answer.
 *
 * <p>Nothing here blocks, so a full endpoint holds up nobody. Thread-safe; every call answers with
 * the steps that it made possible.
 */
final class Admission {
  private static final long FORGET_NANOS = 60_000_000_000L;

  /**
   * Of the places and of the bytes: for slow endpoints together, and kept for those that answer.
   */
  private static final int SLOW_PART = 2;

  private static final int KEPT_PART = 8;
  private static final String STALE =
      "the signature was too old when the request's turn came: to be signed anew";
  private static final String NOT_SEEN =
      "the delivery before it was not seen delivered here: to be put back into its place";

  private final SenderSettings settings;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Map<String, EndpointQueue> endpoints = new HashMap<>();
  private final HostSlots hosts;
  private final Predicate<EndpointQueue> canBegin = this::canBegin;
  private final long slowAfterNanos;
  private final long staleAfterMillis;
  private final Turns fast = new Turns();
  private final Turns slow = new Turns();

  /** Whose turn it is, but for whose request there is no room yet: it goes before all others. */
  private @Nullable EndpointQueue held;

  private int inFlight;
  private int slowInFlight;
  private long bytesInFlight;
  private long slowBytesInFlight;
  private int queued;
  private boolean slowsTurn;
  private boolean stopped;

  Admission(SenderSettings settings, InstantSource clock, LongSupplier nanos) {
    this.settings = settings;
    this.clock = clock;
    this.nanos = nanos;
    this.hosts = new HostSlots(settings.maxPerHost());
    this.slowAfterNanos = settings.slowAfter().toNanos();
    this.staleAfterMillis = settings.staleAfter().toMillis();
  }

  /** Puts works into their endpoints' queues, in order. */
  synchronized List<Step> offer(List<Work> works) {
    for (Work work : works) {
      EndpointQueue endpoint =
          endpoints.computeIfAbsent(work.endpoint(), id -> new EndpointQueue());
      endpoint.waiting.add(work);
      queued++;
      list(endpoint);
    }
    return pump();
  }

  /** Takes note that a work which had begun has its attempt. */
  synchronized List<Step> finished(Work work, Attempt attempt) {
    EndpointQueue endpoint = work.endpointQueue;
    if (endpoint == null) {
      return List.of();
    }
    work.endpointQueue = null;
    endpoint.inFlight.remove(work);
    long now = nanos.getAsLong();
    inFlight--;
    bytesInFlight -= work.bytes;
    endpoint.bytesInFlight -= work.bytes;
    if (endpoint.slow) {
      slowInFlight--;
      slowBytesInFlight -= work.bytes;
    }
    endpoint.lastUsed = now;
    if (endpoint.sinceResult > 0) {
      unlist(endpoint);
    }
    endpoint.took(now - work.began);
    judge(endpoint, now);
    if (work.serial()
        && attempt.getResult() != AttemptResult.NOT_ATTEMPTED
        && !work.partition.revoked()) {
      endpoint.attempted(work, attempt.getResult() == AttemptResult.DELIVERED);
    }
    for (EndpointQueue freed : hosts.release(work, canBegin)) {
      freed.listed = EndpointQueue.Listed.NOWHERE;
      list(freed);
    }
    list(endpoint);
    return pump();
  }

  /** To be called a few times a second: finds who became slow, and what waited too long. */
  synchronized List<Step> tick() {
    List<Step> steps = new ArrayList<>();
    long now = nanos.getAsLong();
    Iterator<EndpointQueue> all = endpoints.values().iterator();
    while (all.hasNext()) {
      EndpointQueue endpoint = all.next();
      judge(endpoint, now);
      Work head;
      while (!stopped && (head = endpoint.waiting.peek()) != null && isStale(head)) {
        giveBackStale(endpoint, steps);
      }
      list(endpoint); // for what is behind those given back
      if (endpoint.idle()
          && endpoint.listed == EndpointQueue.Listed.NOWHERE
          && now - endpoint.lastUsed > FORGET_NANOS) {
        all.remove();
      }
    }
    steps.addAll(pump());
    return steps;
  }

  /** Forgets what waits of a partition that was taken away, and returns it. */
  synchronized List<Work> drop(PartitionWork partition) {
    List<Work> dropped = new ArrayList<>();
    for (EndpointQueue endpoint : endpoints.values()) {
      endpoint.waiting.removeIf(work -> work.partition == partition && dropped.add(work));
    }
    queued -= dropped.size();
    return dropped;
  }

  /** From now on nothing begins. */
  synchronized void stop() {
    stopped = true;
  }

  synchronized int inFlight() {
    return inFlight;
  }

  synchronized int queued() {
    return queued;
  }

  private List<Step> pump() {
    List<Step> steps = new ArrayList<>(1);
    EndpointQueue endpoint;
    while (!stopped && inFlight < settings.maxInFlight() && (endpoint = next()) != null) {
      Work work = endpoint.waiting.peek();
      if (work == null || !canBegin(endpoint)) {
        continue;
      }
      if (bytesInFlight > 0 && bytesInFlight + work.bytes > settings.maxBytesInFlight()) {
        endpoint.listed = EndpointQueue.Listed.HELD;
        held = endpoint;
        break;
      }
      if (hosts.isFull(work.host)) {
        endpoint.listed = EndpointQueue.Listed.HOST;
        hosts.await(work.host, endpoint);
        continue;
      }
      step(endpoint, work, steps);
      list(endpoint);
    }
    return steps;
  }

  private void step(EndpointQueue endpoint, Work work, List<Step> steps) {
    if (isStale(work)) {
      giveBackStale(endpoint, steps);
      return;
    }
    endpoint.waiting.poll();
    queued--;
    if (!endpoint.inOrder(work)) {
      giveBack(work, ErrorKind.OUT_OF_ORDER, NOT_SEEN, steps);
      return;
    }
    work.began = nanos.getAsLong();
    work.partition.begun.incrementAndGet();
    work.endpointQueue = endpoint;
    endpoint.inFlight.add(work);
    inFlight++;
    bytesInFlight += work.bytes;
    endpoint.bytesInFlight += work.bytes;
    endpoint.sinceResult++;
    if (endpoint.slow) {
      slowInFlight++;
      slowBytesInFlight += work.bytes;
    }
    hosts.take(work);
    steps.add(new Step.Begin(work));
  }

  /** The stale head; where an order is promised also those behind it, or they would overtake. */
  private void giveBackStale(EndpointQueue endpoint, List<Step> steps) {
    Work work = endpoint.waiting.remove();
    queued--;
    giveBack(work, ErrorKind.STALE_SIGNATURE, STALE, steps);
    if (work.serial()) {
      queued -= endpoint.waiting.size();
      endpoint.waiting.removeIf(behind -> behind.serial() && giveBackBehind(behind, steps));
      queued += endpoint.waiting.size();
    }
  }

  private boolean giveBackBehind(Work work, List<Step> steps) {
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

  /** Whose turn it is: fast and slow endpoints alternate, while the slow ones have room. */
  private @Nullable EndpointQueue next() {
    EndpointQueue endpoint = held;
    held = null;
    if (endpoint == null) {
      int places = settings.maxInFlight();
      long bytes = settings.maxBytesInFlight();
      boolean scarce =
          places - inFlight <= places / KEPT_PART || bytes - bytesInFlight <= bytes / KEPT_PART;
      boolean room = slowInFlight < places / SLOW_PART && slowBytesInFlight <= bytes / SLOW_PART;
      slowsTurn = !slowsTurn;
      endpoint = slowsTurn && room ? slow.poll(scarce) : fast.poll(scarce);
      if (endpoint == null) {
        endpoint = fast.poll(scarce);
      }
      if (endpoint == null && room) {
        endpoint = slow.poll(scarce);
      }
    }
    if (endpoint != null) {
      endpoint.listed = EndpointQueue.Listed.NOWHERE;
    }
    return endpoint;
  }

  private void list(EndpointQueue endpoint) {
    if (endpoint.listed == EndpointQueue.Listed.NOWHERE && canBegin(endpoint)) {
      endpoint.listed = EndpointQueue.Listed.TURN;
      (endpoint.slow ? slow : fast).add(endpoint);
    }
  }

  /** To be called before anything changes that its place among the others depends on. */
  private void unlist(EndpointQueue endpoint) {
    if (endpoint.listed == EndpointQueue.Listed.TURN) {
      (endpoint.slow ? slow : fast).remove(endpoint);
      endpoint.listed = EndpointQueue.Listed.NOWHERE;
    }
  }

  private void judge(EndpointQueue endpoint, long now) {
    boolean isSlow = endpoint.isSlow(now, slowAfterNanos);
    if (isSlow != endpoint.slow) {
      unlist(endpoint);
      endpoint.slow = isSlow;
      slowInFlight += isSlow ? endpoint.inFlight.size() : -endpoint.inFlight.size();
      slowBytesInFlight += isSlow ? endpoint.bytesInFlight : -endpoint.bytesInFlight;
      list(endpoint);
    }
  }

  private boolean canBegin(EndpointQueue endpoint) {
    return endpoint.canBegin(settings.maxPerEndpoint());
  }

  private boolean isStale(Work work) {
    return clock.millis() - work.delivery.getSignedAt() > staleAfterMillis;
  }
}
