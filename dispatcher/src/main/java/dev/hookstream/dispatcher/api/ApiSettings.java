package dev.hookstream.dispatcher.api;

import java.time.Duration;
import java.util.Optional;

/**
 * What an operator sets about the API.
 *
 * @param host address to listen on
 * @param port 0 for any free one
 * @param operatorKey reaches every workspace and mints keys; empty: nobody does
 * @param maxEventBytes of an event as it lies on the topic
 * @param requestDeadline from the end of a request's headers to the end of our answer
 * @param workers threads for what may block
 * @param maxRefusedKeys a minute and address
 * @param quotas of each workspace
 * @param open whether there is an API at all; else only the other instances are answered, and who
 *     watches this one
 */
public record ApiSettings(
    String host,
    int port,
    Optional<String> operatorKey,
    int maxEventBytes,
    Duration requestDeadline,
    int workers,
    int maxRefusedKeys,
    Quotas quotas,
    boolean open) {
  /**
   * What one workspace may publish through one instance; 0: no limit.
   *
   * @param backlog deliveries that may wait for its endpoints before no more is taken
   */
  public record Quotas(int eventsPerSecond, long backlog) {
    /** No limit. */
    public static final Quotas NONE = new Quotas(0, 0);
  }

  /** Requests that may wait for a worker; beyond it 503. */
  static final int QUEUE = 256;

  /** The largest body of a batch. */
  static final long MAX_BATCH_BYTES = 8L << 20;

  /** The largest body of anything but events. */
  static final long MAX_BODY_BYTES = 256L << 10;

  /** Checks the bounds. */
  public ApiSettings {
    if (workers < 1
        || maxRefusedKeys < 1
        || maxEventBytes < 1024
        || requestDeadline.toMillis() < 1) {
      throw new IllegalArgumentException(
          "the API needs at least 1 worker, 1 refused key a minute, events of 1,024 bytes and a"
              + " deadline of 1 ms");
    }
    if (operatorKey.filter(String::isBlank).isPresent()) {
      throw new IllegalArgumentException("the operator's key is empty: set one or leave it out");
    }
  }

  /** An API without quotas. */
  public ApiSettings(
      String host,
      int port,
      Optional<String> operatorKey,
      int maxEventBytes,
      Duration requestDeadline,
      int workers,
      int maxRefusedKeys) {
    this(
        host,
        port,
        operatorKey,
        maxEventBytes,
        requestDeadline,
        workers,
        maxRefusedKeys,
        Quotas.NONE,
        true);
  }

  /** What is right unless an operator knows better: 90 s, since a test send may take 60 s. */
  public static ApiSettings defaults(String host, int port, Optional<String> operatorKey) {
    return new ApiSettings(host, port, operatorKey, 256 * 1024, Duration.ofSeconds(90), 8, 100);
  }
}
