package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.port.UrlCheck;
import dev.hookstream.dispatcher.sender.guard.UrlGuard;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the guard says to who registers a URL. A name server that does not answer in time keeps
 * nobody from registering: the guard looks again at each connection. Thread-safe; blocks.
 */
record UrlRefusal(UrlGuard guard) implements UrlCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @Override
  public Optional<String> check(String url) {
    return guard
        .refusal(url)
        .toCompletableFuture()
        .copy()
        .completeOnTimeout(Optional.empty(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }
}
