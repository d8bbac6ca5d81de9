package dev.hookstream.dispatcher.sender;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints by their turns, the least first: a binary heap in which each knows its place, so that
 * any can leave. Turns lie beside each other in memory, since thousands are compared with each
 * delivery that waits; who comes last, as most do, is in its place at once. An endpoint is in one
 * heap at most. Guarded by {@link Admission}.
 */
final class TurnHeap {
  private long[] turns = new long[16];
  private @Nullable EndpointQueue[] endpoints = new EndpointQueue[16];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  /** The one with the least turn; there must be one. */
  EndpointQueue first() {
    return at(0);
  }

  /** Its turn must stay as it is until it is removed. */
  void add(EndpointQueue endpoint) {
    if (size == turns.length) {
      turns = Arrays.copyOf(turns, 2 * size);
      endpoints = Arrays.copyOf(endpoints, 2 * size);
    }
    up(size++, endpoint.turn, endpoint);
  }

  /**
   * Takes out one that is in here.
   *
   * @throws IllegalStateException where it is not
   */
  void remove(EndpointQueue endpoint) {
    int hole = endpoint.heapPlace;
    if (hole >= size || at(hole) != endpoint) {
      throw new IllegalStateException("an endpoint is not where it is said to wait");
    }
    size--;
    EndpointQueue last = at(size);
    long turn = turns[size];
    endpoints[size] = null;
    if (hole < size) {
      if (hole > 0 && turn < turns[(hole - 1) / 2]) {
        up(hole, turn, last);
      } else {
        down(hole, turn, last);
      }
    }
  }

  private void up(int hole, long turn, EndpointQueue endpoint) {
    int place = hole;
    while (place > 0 && turn < turns[(place - 1) / 2]) {
      int parent = (place - 1) / 2;
      put(place, turns[parent], at(parent));
      place = parent;
    }
    put(place, turn, endpoint);
  }

  private void down(int hole, long turn, EndpointQueue endpoint) {
    int place = hole;
    int child;
    while ((child = lesserChild(place)) < size && turns[child] < turn) {
      put(place, turns[child], at(child));
      place = child;
    }
    put(place, turn, endpoint);
  }

  private int lesserChild(int place) {
    int left = 2 * place + 1;
    return left + 1 < size && turns[left + 1] < turns[left] ? left + 1 : left;
  }

  private void put(int place, long turn, EndpointQueue endpoint) {
    turns[place] = turn;
    endpoints[place] = endpoint;
    endpoint.heapPlace = place;
  }

  private EndpointQueue at(int place) {
    EndpointQueue endpoint = endpoints[place];
    if (endpoint == null) {
      throw new IllegalStateException("nobody is at place " + place + " of " + size);
    }
    return endpoint;
  }
}
