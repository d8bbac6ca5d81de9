package dev.hookstream.dispatcher.sender;

import java.time.Duration;

/**
 * Bounds of one sender. What is not said here comes from the lanes: how many requests of one
 * endpoint are out at once is their decision, the bounds here only protect the process.
 *
 * @param maxInFlight requests at once; slow endpoints together get at most half
 * @param maxBytesInFlight their bodies together; a single larger one goes alone
 * @param maxPerEndpoint requests at once to one endpoint
 * @param maxPerHost requests at once to one host and port, shared as all are: an endpoint alone
 *     there has seven eighths, a slow one half
 * @param maxOutstanding records received and not yet reported; beyond it partitions are paused;
 *     what waits of slow endpoints beyond half of it goes back to their lanes
 * @param maxOutstandingBytes the same in bytes
 * @param slowAfter an endpoint with an average, or a request in flight, above this is slow
 * @param staleAfter a signature older than this is returned to be made anew
 * @param commitEvery between commits
 * @param drainOnRevoke how long a partition that is taken away waits for its requests in flight;
 *     the group waits with it
 */
public record SenderSettings(
    int maxInFlight,
    long maxBytesInFlight,
    int maxPerEndpoint,
    int maxPerHost,
    int maxOutstanding,
    long maxOutstandingBytes,
    Duration slowAfter,
    Duration staleAfter,
    Duration commitEvery,
    Duration drainOnRevoke) {

  /** For an instance with a heap of half a gigabyte and up. */
  public static final SenderSettings DEFAULT =
      new SenderSettings(
          2_048,
          64L << 20,
          256,
          320,
          50_000,
          128L << 20,
          Duration.ofSeconds(1),
          Duration.ofMinutes(2),
          Duration.ofMillis(200),
          Duration.ofSeconds(3));
}
