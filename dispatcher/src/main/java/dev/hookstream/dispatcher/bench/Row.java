package dev.hookstream.dispatcher.bench;

/**
 * One load on the dispatcher.
 *
 * @param number tells rows apart in paths and ids
 * @param name for the table
 * @param workspaces how many there are
 * @param endpointsEach in each workspace; an event goes to all of its workspace's
 * @param events how many are published
 * @param skewed whether nine tenths of them are in the first workspace
 */
record Row(int number, String name, int workspaces, int endpointsEach, int events, boolean skewed) {
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
