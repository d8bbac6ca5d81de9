package dev.hookstream.dispatcher.sender;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** How many requests each host has in flight, and who waits for one to end. Not thread-safe. */
final class HostSlots {
  /** Those of one host. */
  static final class Slots {
    private final String host;
    private final ArrayDeque<EndpointQueue> waiting = new ArrayDeque<>();
    private int taken;

    private Slots(String host) {
      this.host = host;
    }
  }

  private final int maxPerHost;

  /** Only hosts with something in flight; nobody waits for another. */
  private final Map<String, Slots> hosts = new HashMap<>();

  HostSlots(int maxPerHost) {
    this.maxPerHost = maxPerHost;
  }

  boolean isFull(String host) {
    Slots slots = hosts.get(host);
    return slots != null && slots.taken >= maxPerHost;
  }

  void take(Work work) {
    Slots slots = hosts.computeIfAbsent(work.host, Slots::new);
    slots.taken++;
    work.slots = slots;
  }

  /** The host must have something in flight: its end is what calls those that wait. */
  void await(String host, EndpointQueue endpoint) {
    Slots slots = Objects.requireNonNull(hosts.get(host));
    slots.waiting.add(endpoint);
  }

  /**
   * Gives a work's slot back; returns who waits no longer: up to the first that can use the slot,
   * and all of them with the last slot, after which nobody would come to call them.
   */
  List<EndpointQueue> release(Work work, Predicate<EndpointQueue> canUse) {
    Slots slots = work.slots;
    if (slots == null) {
      return List.of();
    }
    work.slots = null;
    boolean last = --slots.taken == 0;
    if (last) {
      hosts.remove(slots.host);
    }
    if (slots.waiting.isEmpty()) {
      return List.of();
    }
    List<EndpointQueue> freed = new ArrayList<>();
    boolean used = false;
    while (!slots.waiting.isEmpty() && (last || !used)) {
      EndpointQueue endpoint = slots.waiting.remove();
      used |= canUse.test(endpoint);
      freed.add(endpoint);
    }
    return freed;
  }
}
