package dev.hookstream.dispatcher.sender;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints by their turns, the least first: a binary heap of turns that lie beside each other in
 * memory, since with each delivery that waits thousands may be compared. Who leaves is only marked,
 * and its entry goes when it comes first, or with all others of its kind once they are the most: so
 * no endpoint but the first is looked at. An endpoint is in one heap at most. Guarded by {@link
 * Admission}.
 */
final class TurnHeap {
  private static final int FEW = 16;

  private long[] turns = new long[FEW];
  private @Nullable EndpointQueue[] endpoints = new EndpointQueue[FEW];

  /** Entries, with those of who has left. */
  private int size;

  private int live;

  /** The one with the least turn; null where there is none. */
  @Nullable EndpointQueue first() {
    while (size > 0 && !isLive(0)) {
      removeFirst();
    }
    return size == 0 ? null : endpoints[0];
  }

  /** Its turn must stay as it is until it is removed. */
  void add(EndpointQueue endpoint) {
    if (size == turns.length) {
      turns = Arrays.copyOf(turns, 2 * size);
      endpoints = Arrays.copyOf(endpoints, 2 * size);
    }
    endpoint.heap = this;
    live++;
    up(size++, endpoint.turn, endpoint);
  }

  /**
   * Takes out one that is in here.
   *
   * @throws IllegalStateException where it is not
   */
  void remove(EndpointQueue endpoint) {
    if (endpoint.heap != this) {
      throw new IllegalStateException("an endpoint is not where it is said to wait");
    }
    endpoint.heap = null;
    live--;
    if (size > 2 * live + FEW) {
      compact();
    }
  }

  private boolean isLive(int place) {
    EndpointQueue endpoint = endpoints[place];
    return endpoint != null && endpoint.heap == this && endpoint.turn == turns[place];
  }

  private void compact() {
    int all = size;
    size = 0;
    for (int place = 0; place < all; place++) {
      if (isLive(place)) {
        up(size++, turns[place], endpoints[place]);
      }
    }
    Arrays.fill(endpoints, size, all, null);
  }

  private void up(int hole, long turn, @Nullable EndpointQueue endpoint) {
    int place = hole;
    while (place > 0 && turn < turns[(place - 1) / 2]) {
      move((place - 1) / 2, place);
      place = (place - 1) / 2;
    }
    turns[place] = turn;
    endpoints[place] = endpoint;
  }

  private void removeFirst() {
    size--;
    long turn = turns[size];
    int place = 0;
    int child;
    while ((child = lesserChild(place)) < size && turns[child] < turn) {
      move(child, place);
      place = child;
    }
    turns[place] = turn;
    endpoints[place] = endpoints[size];
    endpoints[size] = null;
  }

  private int lesserChild(int place) {
    int left = 2 * place + 1;
    return left + 1 < size && turns[left + 1] < turns[left] ? left + 1 : left;
  }

  private void move(int from, int to) {
    turns[to] = turns[from];
    endpoints[to] = endpoints[from];
  }
}
