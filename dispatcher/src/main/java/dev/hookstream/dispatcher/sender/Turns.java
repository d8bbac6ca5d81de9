package dev.hookstream.dispatcher.sender;

import java.util.Objects;
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
  private final @Nullable TurnHeap[] heaps = new TurnHeap[2 * STANDINGS];

  private int size;

  /** What its place depends on must stay as it is until it is removed. */
  void add(EndpointQueue endpoint) {
    int index = index(endpoint.slow, endpoint.standing().rank);
    TurnHeap heap = heaps[index];
    if (heap == null) {
      heap = new TurnHeap();
      heaps[index] = heap;
    }
    heap.add(endpoint);
    size++;
  }

  /** Takes out one that is among them. */
  void remove(EndpointQueue endpoint) {
    Objects.requireNonNull(heaps[index(endpoint.slow, endpoint.standing().rank)]).remove(endpoint);
    size--;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Whose turn it is, who then is no longer among them; none where nobody may go on. */
  @Nullable EndpointQueue poll(boolean ofSlow, Standing least) {
    EndpointQueue first = null;
    for (int i = 0; size > 0 && i <= least.rank; i++) {
      EndpointQueue next = first(index(ofSlow, i));
      if (next != null && (first == null || next.turn < first.turn)) {
        first = next;
      }
    }
    if (first != null) {
      remove(first);
    }
    return first;
  }

  /** The first of each kind that may go on; they then are no longer among these. */
  void pollEach(Share share, Consumer<EndpointQueue> taker) {
    for (int i = 0; size > 0 && i < heaps.length; i++) {
      EndpointQueue first = first(i);
      if (first != null && share.allows(first)) {
        remove(first);
        taker.accept(first);
      }
    }
  }

  private @Nullable EndpointQueue first(int index) {
    TurnHeap heap = heaps[index];
    return heap == null ? null : heap.first();
  }

  private static int index(boolean ofSlow, int rank) {
    return rank + (ofSlow ? STANDINGS : 0);
  }
}
