package dev.hookstream.dispatcher.sender;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** How many requests each host has in flight, and who waits for one to end. Not thread-safe. */
final class HostSlots {
  private final int maxPerHost;
  private final Map<String, Integer> taken = new HashMap<>();
  private final Map<String, ArrayDeque<EndpointQueue>> waiting = new HashMap<>();

  HostSlots(int maxPerHost) {
    this.maxPerHost = maxPerHost;
  }

  boolean isFull(String host) {
    return taken.getOrDefault(host, 0) >= maxPerHost;
  }

  void take(String host) {
    taken.merge(host, 1, Integer::sum);
  }

  void await(String host, EndpointQueue endpoint) {
    waiting.computeIfAbsent(host, name -> new ArrayDeque<>()).add(endpoint);
  }

  /**
   * Gives a slot back; returns who waits no longer: up to the first that can use the slot, and all
   * of them with the last slot, after which nobody would come to call them.
   */
  List<EndpointQueue> release(String host, Predicate<EndpointQueue> canUse) {
    Integer left = taken.computeIfPresent(host, (name, count) -> count > 1 ? count - 1 : null);
    ArrayDeque<EndpointQueue> queue = waiting.get(host);
    if (queue == null) {
      return List.of();
    }
    List<EndpointQueue> freed = new ArrayList<>();
    boolean used = false;
    while (!queue.isEmpty() && (left == null || !used)) {
      EndpointQueue endpoint = queue.remove();
      used |= canUse.test(endpoint);
      freed.add(endpoint);
    }
    if (queue.isEmpty()) {
      waiting.remove(host);
    }
    return freed;
  }
}
