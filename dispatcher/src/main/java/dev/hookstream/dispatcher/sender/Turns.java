package dev.hookstream.dispatcher.sender;

import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints that wait, first come, first served among those that may go on. One keeps its number
 * until it has begun something, so who is sent from one of these to another stays before those that
 * came later. Guarded by {@link Admission}.
 */
final class Turns {
  private final Map<Standing, NavigableMap<Long, EndpointQueue>> fast = queues();
  private final Map<Standing, NavigableMap<Long, EndpointQueue>> slow = queues();

  /** What its place depends on must stay as it is until it is removed. */
  void add(EndpointQueue endpoint) {
    queue(endpoint.slow, endpoint.standing()).put(endpoint.turn, endpoint);
  }

  void remove(EndpointQueue endpoint) {
    queue(endpoint.slow, endpoint.standing()).remove(endpoint.turn);
  }

  boolean isEmpty() {
    return fast.values().stream().allMatch(Map::isEmpty)
        && slow.values().stream().allMatch(Map::isEmpty);
  }

  /** Whose turn it is, who then is no longer among them; none where nobody may go on. */
  @Nullable EndpointQueue poll(boolean ofSlow, Standing least) {
    EndpointQueue first = null;
    for (Standing standing : Standing.values()) {
      if (standing.compareTo(least) <= 0) {
        Map.Entry<Long, EndpointQueue> next = queue(ofSlow, standing).firstEntry();
        if (next != null && (first == null || next.getKey() < first.turn)) {
          first = next.getValue();
        }
      }
    }
    if (first != null) {
      remove(first);
    }
    return first;
  }

  /** The first of each kind that may go on; they then are no longer among these. */
  void pollEach(Share share, Consumer<EndpointQueue> taker) {
    for (Standing standing : Standing.values()) {
      pollAllowed(fast, standing, share, taker);
      pollAllowed(slow, standing, share, taker);
    }
  }

  private static void pollAllowed(
      Map<Standing, NavigableMap<Long, EndpointQueue>> queues,
      Standing standing,
      Share share,
      Consumer<EndpointQueue> taker) {
    NavigableMap<Long, EndpointQueue> queue = queues.get(standing);
    if (queue != null && !queue.isEmpty() && share.allows(queue.firstEntry().getValue())) {
      taker.accept(queue.pollFirstEntry().getValue());
    }
  }

  private NavigableMap<Long, EndpointQueue> queue(boolean ofSlow, Standing standing) {
    return (ofSlow ? slow : fast).computeIfAbsent(standing, none -> new TreeMap<>());
  }

  private static Map<Standing, NavigableMap<Long, EndpointQueue>> queues() {
    return new EnumMap<>(Standing.class);
  }
}
