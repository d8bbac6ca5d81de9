package dev.hookstream.dispatcher.capacity;

/**
 * What was measured (docs/operate/capacity.md says how, and how much it swings). CPU is of one core
 * at full load, compiler and log included.
 *
 * @param eventMicros of an instance for each event: reading, matching, rendering
 * @param deliveryMicros of an instance for each attempt: lane, signature, request, result, log
 * @param brokerMicros of all brokers together for each attempt, one replica
 * @param replicaMicros more of that for each further replica: reckoned, not measured
 * @param eventBytes on {@code events} beside the body
 * @param attemptBytes on {@code deliveries} and {@code attempts} for each attempt, beside bodies
 * @param deliveryBodies how many times the body lies on the topics for each attempt: on {@code
 *     deliveries} once, and once more with a failure
 * @param stateBytes on the topology's changelogs for each delivery that need not wait
 * @param logBytes of the log's changelog for each delivery, and of its RocksDB as much again
 * @param partitionPerSecond attempts that one task, a single thread, can decide about
 * @param idleCores of an instance for polling and small batches, and of the brokers for the same
 */
public record UnitCosts(
    double eventMicros,
    double deliveryMicros,
    double brokerMicros,
    double replicaMicros,
    int eventBytes,
    int attemptBytes,
    double deliveryBodies,
    int stateBytes,
    int logBytes,
    int partitionPerSecond,
    double idleCores) {

  /** Of November 2026: two cores, JDK 25 and 17, 600-byte bodies. */
  public static final UnitCosts MEASURED =
      new UnitCosts(22, 43, 75, 40, 50, 1_030, 1, 100, 100, 10_000, 0.5);
}
