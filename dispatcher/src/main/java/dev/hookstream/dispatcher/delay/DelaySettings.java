package dev.hookstream.dispatcher.delay;

import java.time.Duration;

/**
 * Bounds of the delay line.
 *
 * @param maxShortWaits how many deliveries may spend their last second in memory; further ones stay
 *     in their rung and come late by at most that second
 * @param maxShortWaitBytes the same in bytes
 * @param maxInFlight how many records may be sent and not yet acknowledged
 * @param partitionBytes how much of one partition is fetched ahead
 * @param lookahead how long before its head leaves a partition is resumed, so that what comes
 *     behind the head is here when its turn comes
 * @param commitInterval the time between commits: what a kill may do again
 * @param drain how long a rebalance or a stop waits for acknowledgements
 * @param retryBackOff the wait after Kafka refused a record
 */
public record DelaySettings(
    int maxShortWaits,
    long maxShortWaitBytes,
    int maxInFlight,
    int partitionBytes,
    Duration lookahead,
    Duration commitInterval,
    Duration drain,
    Duration retryBackOff) {

  /** What fits most installations: about 100 MB at the very most, next to nothing when idle. */
  public static final DelaySettings DEFAULT =
      new DelaySettings(
          20_000,
          32L << 20,
          10_000,
          256 << 10,
          Duration.ofMillis(50),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          Duration.ofSeconds(1));
}
