package dev.hookstream.topology.lane;

import dev.hookstream.topology.secret.Keyring;

/**
 * What lanes need to know of the installation.
 *
 * @param keyring opens endpoints' secrets
 * @param directory where this process's lanes can be looked at
 * @param defaultMaxInFlight an endpoint's limit where its owner set none
 * @param maxOutPerTask how many deliveries one task may have out, over all its lanes
 */
public record LaneSettings(
    Keyring keyring, LaneDirectory directory, int defaultMaxInFlight, int maxOutPerTask) {
  /** The bound that keeps signatures from growing old in the sender's queue. */
  public static final int MAX_OUT_PER_TASK = 20_000;

  /** An endpoint's limit where its owner set none. */
  public static final int DEFAULT_MAX_IN_FLIGHT = 1_024;
}
