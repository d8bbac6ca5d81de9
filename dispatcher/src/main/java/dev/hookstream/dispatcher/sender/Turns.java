package dev.hookstream.dispatcher.sender;

import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints that wait, first come, first served among those that may go on. One keeps its number
 * until it has begun something, so who is sent from one of these to another stays before those that
 * came later. Guarded by {@link Admission}.
 */
final class Turns {
  private static final int STANDINGS = Standing.values().length;

  /** By standing, the fast ones and then the slow ones; made as they are needed. */
  private final @Nullable TreeMap<Long, EndpointQueue>[] queues = queues();

  private int size;

  /** What its place depends on must stay as it is until it is removed. */
  void add(EndpointQueue endpoint) {
    int index = index(endpoint.slow, endpoint.standing().rank);
    TreeMap<Long, EndpointQueue> queue = queues[index];
    if (queue == null) {
      queue = new TreeMap<>();
      queues[index] = queue;
    }
    queue.put(endpoint.turn, endpoint);
    size++;
  }

  void remove(EndpointQueue endpoint) {
    TreeMap<Long, EndpointQueue> queue = queues[index(endpoint.slow, endpoint.standing().rank)];
    if (queue != null && queue.remove(endpoint.turn) != null) {
      size--;
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Whose turn it is, who then is no longer among them; none where nobody may go on. */
  @Nullable EndpointQueue poll(boolean ofSlow, Standing least) {
    EndpointQueue first = null;
    for (int i = 0; size > 0 && i <= least.rank; i++) {
      TreeMap<Long, EndpointQueue> queue = queues[index(ofSlow, i)];
      if (queue != null && !queue.isEmpty()) {
        EndpointQueue next = queue.firstEntry().getValue();
        first = first == null || next.turn < first.turn ? next : first;
      }
    }
    if (first != null) {
      remove(first);
    }
    return first;
  }

  /** The first of each kind that may go on; they then are no longer among these. */
  void pollEach(Share share, Consumer<EndpointQueue> taker) {
    for (int i = 0; size > 0 && i < queues.length; i++) {
      TreeMap<Long, EndpointQueue> queue = queues[i];
      if (queue != null && !queue.isEmpty() && share.allows(queue.firstEntry().getValue())) {
        size--;
        taker.accept(queue.pollFirstEntry().getValue());
      }
    }
  }

  private static int index(boolean ofSlow, int rank) {
    return rank + (ofSlow ? STANDINGS : 0);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  private static @Nullable TreeMap<Long, EndpointQueue>[] queues() {
    return new TreeMap[2 * STANDINGS];
  }
}
