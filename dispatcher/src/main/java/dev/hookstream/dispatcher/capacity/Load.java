package dev.hookstream.dispatcher.capacity;

/**
 * What an installation shall carry.
 *
 * @param eventsPerSecond at the busiest time; for disks the average would do
 * @param fanOut webhooks that an event goes to
 * @param bodyBytes of a delivery
 * @param failing the part of the deliveries whose first attempt fails, from 0 to 1; each is tried
 *     three times again
 * @param responseMillis of the receivers, on average
 * @param replicas of each partition
 * @param days for which events, attempts and the log are kept
 */
public record Load(
    double eventsPerSecond,
    double fanOut,
    int bodyBytes,
    double failing,
    double responseMillis,
    int replicas,
    int days) {
  /** Checks the bounds. */
  public Load {
    if (eventsPerSecond <= 0 || fanOut < 0 || bodyBytes < 1 || responseMillis < 0) {
      throw new IllegalArgumentException("rates, bytes and times must be above 0");
    }
    if (failing < 0 || failing > 1) {
      throw new IllegalArgumentException("of the deliveries, 0 to 100 % can fail");
    }
    if (replicas < 1 || days < 1) {
      throw new IllegalArgumentException("at least one replica and one day are kept");
    }
  }
}
