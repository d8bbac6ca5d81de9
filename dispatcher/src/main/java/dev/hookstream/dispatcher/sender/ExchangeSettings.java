package dev.hookstream.dispatcher.sender;

import java.time.Duration;
import java.util.Optional;

/**
 * Bounds of the HTTP side.
 *
 * @param eventLoops how many event loops make requests; a host stays on one of them
 * @param keepIdle how long an idle connection is kept: shorter than common servers do (Node.js
 *     closes after 5 s, Apache after 5 s, nginx after 75 s, Go never), so that we close first
 * @param maxIdle idle connections in all
 * @param maxIdlePerHost idle connections to one host and port
 * @param connectTimeout of one address, TCP and TLS together; the exchange's deadline holds too
 * @param trust a PEM file with further certificate authorities; empty for the JDK's own
 */
public record ExchangeSettings(
    int eventLoops,
    Duration keepIdle,
    int maxIdle,
    int maxIdlePerHost,
    Duration connectTimeout,
    Optional<String> trust) {

  /** A loop a core, 4 s, 2,000 idle connections, 320 a host, 10 s, the JDK's authorities. */
  public static final ExchangeSettings DEFAULT =
      new ExchangeSettings(
          Runtime.getRuntime().availableProcessors(),
          Duration.ofSeconds(4),
          2_000,
          320,
          Duration.ofSeconds(10),
          Optional.empty());
}
