package dev.hookstream.dispatcher.sender;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How many requests each host has in flight, shared as all the places are, and who waits for one to
 * end.
 *
 * <p>Who waits is called, one of each kind, whenever one of the kind may begin; and one that was
 * called, whatever came of it, has the next called when its turn has come. So while somebody could
 * begin, one of them is called; nobody has to look at all of them. Guarded by {@link Admission}.
 */
final class HostSlots {
  /** Those of one host. */
  static final class Slots {
    private final String host;
    private final Turns waiting = new Turns();
    private final Share share;

    /** Whether somebody waits for one of them. */
    boolean isAwaited() {
      return !waiting.isEmpty();
    }

    private Slots(String host, int most) {
      this.host = host;
      this.share = new Share(most);
    }
  }

  private final int maxPerHost;

  /** Only hosts with something in flight, or somebody who waits. */
  private final Map<String, Slots> hosts = new HashMap<>();

  HostSlots(int maxPerHost) {
    this.maxPerHost = maxPerHost;
  }

  boolean allows(String host, EndpointQueue endpoint) {
    Slots slots = hosts.get(host);
    return slots == null || slots.share.allows(endpoint);
  }

  void take(Work work, boolean bySlow) {
    Slots slots = of(work.host);
    slots.share.take(1, bySlow);
    work.slots = slots;
  }

  /** Gives a work's slot back. Those who wait are to be called then. */
  @Nullable Slots release(Work work, boolean bySlow) {
    Slots slots = work.slots;
    if (slots != null) {
      work.slots = null;
      slots.share.take(-1, bySlow);
      forgetIfUnused(slots);
    }
    return slots;
  }

  /** Takes note that the endpoint of these turned slow, or is so no longer. */
  static void turned(InFlight works, boolean toSlow) {
    for (Work work = works.oldest(); work != null; work = work.newer) {
      if (work.slots != null) {
        work.slots.share.turned(1, toSlow);
      }
    }
  }

  void await(String host, EndpointQueue endpoint) {
    Slots slots = of(host);
    slots.waiting.add(endpoint);
    endpoint.waitsFor = slots;
  }

  void leave(EndpointQueue endpoint) {
    Slots slots = endpoint.waitsFor;
    if (slots != null) {
      slots.waiting.remove(endpoint);
      endpoint.waitsFor = null;
      forgetIfUnused(slots);
    }
  }

  /** Ends the waiting of one of each kind that may begin. */
  void call(Slots slots, Consumer<EndpointQueue> called) {
    slots.waiting.pollEach(
        slots.share,
        endpoint -> {
          endpoint.waitsFor = null;
          endpoint.calledBy = slots;
          called.accept(endpoint);
        });
    forgetIfUnused(slots);
  }

  private Slots of(String host) {
    return hosts.computeIfAbsent(host, name -> new Slots(name, maxPerHost));
  }

  private void forgetIfUnused(Slots slots) {
    if (slots.share.taken() == 0 && slots.waiting.isEmpty()) {
      hosts.remove(slots.host, slots);
    }
  }
}
