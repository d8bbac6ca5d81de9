package dev.hookstream.dispatcher.guarantee;

import java.util.List;

/**
 * How a run against three brokers goes.
 *
 * @param load what is produced, and by whom it is taken
 * @param phases in their order
 * @param seconds that each phase lasts at least
 * @param failoverMillis within which the others must deliver after a kill of an instance
 */
record ClusterPlan(Plan load, List<Phase> phases, int seconds, long failoverMillis) {
  /** Few, so that the eight workspaces and each instance have some of them. */
  static final int PARTITIONS = 4;

  /** Two events of each so many are never taken, and become dead letters. */
  private static final int ROUND = 1_600;

  /** More than any run comes to: it ends with its last phase. */
  private static final int ROUNDS = 1_000;

  static ClusterPlan fromProperties() {
    String phases = System.getProperty("cluster.phases", Phase.SHORT);
    boolean inBuild = phases.equals(Phase.SHORT);
    Plan load =
        new Plan(
            Long.getLong("cluster.seed", 20_261_121L),
            ROUNDS,
            ROUND * ROUNDS,
            Integer.getInteger("cluster.rate", 20),
            Plan.modes(System.getProperty("cluster.modes", "parallel,ordered,strict")));
    return new ClusterPlan(
        load,
        Phase.list(phases),
        Integer.getInteger("cluster.seconds", inBuild ? 5 : 25),
        // A build's machine has other things to do, too: there it is no measurement.
        Long.getLong("cluster.failover.ms", inBuild ? 30_000 : 10_000));
  }

  /** What repeats this run. */
  String command() {
    return "mvn test -pl schemas,topology,dispatcher -Dtest=ClusterTest"
        + " -Dsurefire.failIfNoSpecifiedTests=false -Dcluster.seed=%d -Dcluster.phases=%s"
            .formatted(load.seed(), String.join(",", phases.stream().map(Phase::word).toList()))
        + " -Dcluster.seconds=%d -Dcluster.rate=%d -Dcluster.failover.ms=%d"
            .formatted(seconds, load.perSecond(), failoverMillis);
  }
}
