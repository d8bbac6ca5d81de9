package dev.hookstream.topology.lane;

import java.util.ArrayDeque;

/**
 * Lanes that wait for their turn, each once, the one that came first before the others. Which of a
 * task's rounds a lane is in stands in the lane itself: this is asked with every result, and a hash
 * set of thousands would cost more than the turn. For the task's thread.
 */
final class LaneRound {
  private final ArrayDeque<Lane> lanes = new ArrayDeque<>();
  private final int bit;

  /**
   * Without a lane.
   *
   * @param number which of the task's rounds this is, 0 to 31; no two have the same
   */
  LaneRound(int number) {
    this.bit = 1 << number;
  }

  /** Puts a lane at the end, unless it is in already. */
  void add(Lane lane) {
    if ((lane.rounds & bit) == 0) {
      lane.rounds |= bit;
      lanes.addLast(lane);
    }
  }

  /**
   * Takes the first one out.
   *
   * @throws java.util.NoSuchElementException where there is none
   */
  Lane next() {
    Lane first = lanes.removeFirst();
    first.rounds &= ~bit;
    return first;
  }

  boolean isEmpty() {
    return lanes.isEmpty();
  }

  int size() {
    return lanes.size();
  }
}
