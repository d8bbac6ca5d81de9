package dev.hookstream.topology.lane;

import dev.hookstream.topology.secret.Keyring;
import dev.hookstream.topology.trace.TraceWatch;
import java.time.Duration;

/**
 * What lanes need to know of the installation.
 *
 * @param keyring opens endpoints' secrets
 * @param directory where this process's lanes can be looked at
 * @param defaultMaxInFlight an endpoint's limit where its owner set none
 * @param maxOutPerTask how many deliveries one task may have out, over all its lanes
 * @param maxWait how long a delivery may wait in a lane before it is a dead letter, where the
 *     endpoint's owner said nothing
 * @param maxBacklog how many deliveries may wait in a lane; one more is a dead letter
 * @param traces told of deliveries that belong to a trace
 */
public record LaneSettings(
    Keyring keyring,
    LaneDirectory directory,
    int defaultMaxInFlight,
    int maxOutPerTask,
    Duration maxWait,
    long maxBacklog,
    TraceWatch traces) {
  /** The bound that keeps signatures from growing old in the sender's queue. */
  public static final int MAX_OUT_PER_TASK = 20_000;

  /** An endpoint's limit where its owner set none. */
  public static final int DEFAULT_MAX_IN_FLIGHT = 1_024;

  /** How long a delivery may wait where nobody said anything else. */
  public static final Duration MAX_WAIT = Duration.ofDays(3);

  /** How many may wait in a lane where the operator said nothing else. */
  public static final long MAX_BACKLOG = 10_000_000;
}
