package dev.hookstream.dispatcher.capacity;

/**
 * How large it has to be. A calculation: nothing of this size was run.
 *
 * @param attemptsPerSecond first attempts and retries
 * @param partitions of each topic; a workspace has one of them
 * @param instances of the dispatcher with {@link #CORES} cores each
 * @param brokerCores of all brokers together
 * @param brokerWriteBytes a second, of all brokers together, replicas included
 * @param networkBytes a second that leaves the instances for receivers
 * @param topicBytes on the brokers' disks, replicas included
 * @param logBytes on the instances' disks, all together, standbys not counted
 * @param inFlight requests that are out at one time
 */
public record Plan(
    double attemptsPerSecond,
    int partitions,
    int instances,
    double brokerCores,
    double brokerWriteBytes,
    double networkBytes,
    double topicBytes,
    double logBytes,
    long inFlight) {
  /** Of one instance. */
  public static final int CORES = 8;

  /** What is left free, for a burst, and for what another instance leaves behind. */
  private static final double BUSY = 0.5;

  private static final int RETRIES = 3;
  private static final int HEAD_BYTES = 700;
  private static final int FEWEST_PARTITIONS = 12;
  private static final int FEWEST_INSTANCES = 2;
  private static final double SECONDS_A_DAY = 86_400;

  /** Reckons. */
  public static Plan of(Load load, UnitCosts unit) {
    double events = load.eventsPerSecond();
    double deliveries = events * load.fanOut();
    double attempts = deliveries * (1 + load.failing() * RETRIES);
    double failed = attempts - deliveries * (1 - load.failing());
    double cores = (events * unit.eventMicros() + attempts * unit.deliveryMicros()) / 1e6 / BUSY;
    int instances = Math.max(FEWEST_INSTANCES, up(cores / (CORES - unit.idleCores())));
    int partitions = Math.max(FEWEST_PARTITIONS, up(attempts / (unit.partitionPerSecond() * BUSY)));
    double brokerMicros = unit.brokerMicros() + (load.replicas() - 1) * unit.replicaMicros();
    double kept = events * (unit.eventBytes() + load.bodyBytes());
    kept += attempts * unit.attemptBytes() / 2 + failed * load.bodyBytes();
    double passing =
        attempts * (unit.attemptBytes() / 2.0 + unit.deliveryBodies() * load.bodyBytes())
            + deliveries * (unit.stateBytes() + unit.logBytes())
            + failed * 2 * load.bodyBytes();
    return new Plan(
        attempts,
        roundUp(partitions),
        instances,
        (attempts * brokerMicros / 1e6 + instances * unit.idleCores()) / BUSY,
        (kept + passing) * load.replicas(),
        attempts * (load.bodyBytes() + HEAD_BYTES),
        kept * load.replicas() * load.days() * SECONDS_A_DAY,
        deliveries * unit.logBytes() * load.days() * SECONDS_A_DAY,
        Math.round(attempts * load.responseMillis() / 1e3));
  }

  private static int up(double value) {
    return (int) Math.min(Integer.MAX_VALUE, Math.ceil(value));
  }

  /** A multiple of twelve divides evenly among two, three, four and six instances. */
  private static int roundUp(int partitions) {
    return (partitions + FEWEST_PARTITIONS - 1) / FEWEST_PARTITIONS * FEWEST_PARTITIONS;
  }
}
