package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says which request may begin: bounds on all, on an endpoint, on a host, and half of all and of
 * each host for slow endpoints together; endpoints take turns; those that promise an order send one
 * after another.
 *
 * <p>An endpoint that hangs is known as slow only after a while, and until then many that begin to
 * hang at once would take all there is. So the last eighth, of the places, of the bytes, and of
 * each host's slots, goes only to endpoints that have begun nothing since their last result: one
 * that hangs gets one of them at most, one that answers another with each answer. Half of that goes
 * only to those that have answered before: of the others nobody knows.
 *
 * <p>Nothing here blocks, so a full endpoint holds up nobody. Thread-safe; every call answers with
 * the steps that it made possible.
 */
final class Admission {
  private static final long FORGET_NANOS = 60_000_000_000L;

  private final SenderSettings settings;
  private final LongSupplier nanos;
  private final Queues queues;
  private final HostSlots hosts;
  private final Share places;
  private final Share bytes;
  private final long slowAfterNanos;
  private final Turns turns = new Turns();

  /** Whose turn it is, but for whose request there is no room yet: it goes before all others. */
  private @Nullable EndpointQueue held;

  private long nextTurn;
  private boolean slowsTurn;
  private boolean stopped;

  Admission(SenderSettings settings, InstantSource clock, LongSupplier nanos) {
    this.settings = settings;
    this.nanos = nanos;
    this.queues = new Queues(settings, clock);
    this.hosts = new HostSlots(settings.maxPerHost());
    this.places = new Share(settings.maxInFlight());
    this.bytes = new Share(settings.maxBytesInFlight());
    this.slowAfterNanos = settings.slowAfter().toNanos();
  }

  /** Puts works into their endpoints' queues, in order. */
  synchronized List<Step> offer(List<Work> works) {
    Set<EndpointQueue> offered = new LinkedHashSet<>();
    for (Work work : works) {
      EndpointQueue endpoint = queues.add(work);
      list(endpoint);
      if (endpoint.slow) {
        offered.add(endpoint);
      }
    }
    List<Step> steps = pump();
    if (!stopped) {
      offered.forEach(endpoint -> queues.giveBackExcess(endpoint, steps));
    }
    return steps;
  }

  /** Takes note that a work which had begun has its attempt. */
  synchronized List<Step> finished(Work work, Attempt attempt) {
    EndpointQueue endpoint = work.endpointQueue;
    if (endpoint == null) {
      return List.of();
    }
    work.endpointQueue = null;
    endpoint.inFlight.remove(work);
    places.take(-1, endpoint.slow);
    bytes.take(-work.bytes, endpoint.slow);
    endpoint.bytesInFlight -= work.bytes;
    HostSlots.Slots freed = hosts.release(work, endpoint.slow);
    long now = nanos.getAsLong();
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
    call(freed);
    list(endpoint);
    return pump();
  }

  /** To be called a few times a second: finds who became slow, and what waits without hope. */
  synchronized List<Step> tick() {
    List<Step> steps = new ArrayList<>();
    long now = nanos.getAsLong();
    Iterator<EndpointQueue> all = queues.all().iterator();
    while (all.hasNext()) {
      EndpointQueue endpoint = all.next();
      judge(endpoint, now);
      Work head;
      while (!stopped && (head = endpoint.waiting.peek()) != null && queues.isStale(head)) {
        unlist(endpoint); // what is behind may be for another host
        queues.giveBackStale(endpoint, steps);
      }
      if (!stopped) {
        queues.giveBackExcess(endpoint, steps);
      }
      list(endpoint);
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
    for (EndpointQueue endpoint : queues.all()) {
      if (queues.drop(endpoint, partition, dropped)) {
        unlist(endpoint);
        list(endpoint);
      }
    }
    return dropped;
  }

  /** From now on nothing begins. */
  synchronized void stop() {
    stopped = true;
  }

  synchronized int inFlight() {
    return (int) places.taken();
  }

  synchronized long bytesInFlight() {
    return bytes.taken();
  }

  synchronized int queued() {
    return queues.queued();
  }

  private List<Step> pump() {
    List<Step> steps = new ArrayList<>(1);
    EndpointQueue endpoint;
    while (!stopped && places.fits(1) && (endpoint = next()) != null) {
      Work work = endpoint.waiting.peek();
      if (work != null && canBegin(endpoint) && !bytes.fits(work.bytes)) {
        endpoint.listed = EndpointQueue.Listed.HELD;
        held = endpoint;
        break;
      }
      HostSlots.Slots by = endpoint.calledBy;
      endpoint.calledBy = null;
      if (work == null || !canBegin(endpoint)) {
        endpoint.turn = EndpointQueue.NO_TURN;
      } else if (hosts.allows(work.host, endpoint)) {
        endpoint.turn = EndpointQueue.NO_TURN;
        step(endpoint, work, steps);
        list(endpoint);
      } else {
        endpoint.listed = EndpointQueue.Listed.HOST;
        hosts.await(work.host, endpoint);
      }
      call(by);
    }
    return steps;
  }

  private void step(EndpointQueue endpoint, Work work, List<Step> steps) {
    if (queues.isStale(work)) {
      queues.giveBackStale(endpoint, steps);
      return;
    }
    queues.remove(endpoint);
    if (!endpoint.inOrder(work)) {
      queues.giveBackOutOfOrder(work, steps);
      return;
    }
    work.began = nanos.getAsLong();
    work.partition.begun.incrementAndGet();
    work.endpointQueue = endpoint;
    endpoint.inFlight.add(work);
    endpoint.bytesInFlight += work.bytes;
    endpoint.sinceResult++;
    places.take(1, endpoint.slow);
    bytes.take(work.bytes, endpoint.slow);
    hosts.take(work, endpoint.slow);
    steps.add(new Step.Begin(work));
  }

  /** Whose turn it is: fast and slow endpoints alternate, while the slow ones have room. */
  private @Nullable EndpointQueue next() {
    EndpointQueue endpoint = held;
    held = null;
    if (endpoint == null) {
      Standing least = Standing.stricter(places.least(), bytes.least());
      boolean room = places.hasRoomForSlow() && bytes.hasRoomForSlow();
      slowsTurn = !slowsTurn;
      endpoint = turns.poll(slowsTurn && room, least);
      if (endpoint == null) {
        endpoint = turns.poll(false, least);
      }
      if (endpoint == null && room) {
        endpoint = turns.poll(true, least);
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
      if (endpoint.turn == EndpointQueue.NO_TURN) {
        endpoint.turn = nextTurn++;
      }
      turns.add(endpoint);
    }
  }

  /** To be called before anything changes that its place among the others depends on. */
  private void unlist(EndpointQueue endpoint) {
    switch (endpoint.listed) {
      case TURN -> turns.remove(endpoint);
      case HOST -> hosts.leave(endpoint);
      case HELD, NOWHERE -> {
        return;
      }
    }
    endpoint.listed = EndpointQueue.Listed.NOWHERE;
    HostSlots.Slots by = endpoint.calledBy;
    endpoint.calledBy = null;
    call(by);
  }

  /** Those who wait for a slot of the host, and may have one, wait for their turn from now on. */
  private void call(HostSlots.@Nullable Slots slots) {
    if (slots == null || !slots.isAwaited()) {
      return;
    }
    boolean[] again = {true};
    while (again[0]) {
      again[0] = false;
      hosts.call(
          slots,
          called -> {
            called.listed = EndpointQueue.Listed.NOWHERE;
            list(called);
            if (called.listed == EndpointQueue.Listed.NOWHERE) {
              // It has nothing to begin any more: the next one.
              called.calledBy = null;
              called.turn = EndpointQueue.NO_TURN;
              again[0] = true;
            }
          });
    }
  }

  private void judge(EndpointQueue endpoint, long now) {
    boolean isSlow = endpoint.isSlow(now, slowAfterNanos);
    if (isSlow != endpoint.slow) {
      unlist(endpoint);
      queues.turn(endpoint, isSlow);
      places.turned(endpoint.inFlight.size(), isSlow);
      bytes.turned(endpoint.bytesInFlight, isSlow);
      turned(endpoint.inFlight, isSlow);
      list(endpoint);
    }
  }

  /** Who is slow no longer leaves the slow ones' part of its hosts to those that wait for it. */
  private void turned(InFlight works, boolean toSlow) {
    HostSlots.turned(works, toSlow);
    HostSlots.Slots last = null;
    for (Work work = works.oldest(); work != null && !toSlow; work = work.newer) {
      if (work.slots != last) {
        last = work.slots;
        call(last);
      }
    }
  }

  private boolean canBegin(EndpointQueue endpoint) {
    return endpoint.canBegin(settings.maxPerEndpoint());
  }
}
