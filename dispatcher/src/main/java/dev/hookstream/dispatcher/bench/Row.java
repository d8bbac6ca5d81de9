package dev.hookstream.dispatcher.bench;

import dev.hookstream.schemas.Ordering;

/**
 * One load on the dispatcher.
 *
 * @param number tells rows apart in paths and ids
 * @param name for the table
 * @param workspaces how many there are
 * @param endpointsEach in each workspace; an event goes to all of its workspace's
 * @param events how many are published
 * @param skewed whether nine tenths of them are in the first workspace
 * @param ordering what its endpoints promise
 * @param behaviour what becomes of requests to them
 */
record Row(
    int number,
    String name,
    int workspaces,
    int endpointsEach,
    int events,
    boolean skewed,
    Ordering ordering,
    Behaviour behaviour) {

  /** How the sink treats a row's endpoints. */
  enum Behaviour {
    /** Answers at once. */
    ANSWERS(""),
    /** Never answers. */
    HANGS("/hangs"),
    /** Never answers, each at an address of its own. */
    HANGS_APART("/hangs"),
    /** Answers 503 while it is switched off. */
    SWITCHED("/switched");

    /** In front of the endpoints' paths. */
    final String prefix;

    Behaviour(String prefix) {
      this.prefix = prefix;
    }
  }

  /** Endpoints that promise no order and answer. */
  static Row of(int number, String name, int workspaces, int endpointsEach, int events) {
    return new Row(
        number,
        name,
        workspaces,
        endpointsEach,
        events,
        false,
        Ordering.PARALLEL,
        Behaviour.ANSWERS);
  }

  Row skewedToOne() {
    return new Row(number, name, workspaces, endpointsEach, events, true, ordering, behaviour);
  }

  Row in(Ordering another) {
    return new Row(number, name, workspaces, endpointsEach, events, skewed, another, behaviour);
  }

  Row that(Behaviour another) {
    return new Row(number, name, workspaces, endpointsEach, events, skewed, ordering, another);
  }

  String workspace(int index) {
    return "bench-" + number + "-" + index;
  }

  int workspaceOf(int event) {
    if (skewed) {
      return event % 10 != 9 ? 0 : 1 + event / 10 % (workspaces - 1);
    }
    return event % workspaces;
  }

  /** How many deliveries the sink has to see. */
  int deliveries() {
    return events * endpointsEach;
  }
}
