package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.NotReadyException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The caller's end of an answer that goes on. Its writer has a thread of its own and waits for each
 * piece to leave: what a slow caller does not take is never piled up here.
 */
final class LiveConnection {
  private static final Logger log = LoggerFactory.getLogger(LiveConnection.class);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final HttpServerResponse response;
  private final Context context;
  private final Runnable stillAllowed;

  /**
   * @param context the response's event loop
   * @param stillAllowed throws where the caller no longer is
   */
  LiveConnection(HttpServerResponse response, Context context, Runnable stillAllowed) {
    this.response = response;
    this.context = context;
    this.stillAllowed = stillAllowed;
  }

  void start(LiveBody body) {
    Thread thread = new Thread(() -> run(body), "api-live-" + NUMBER.incrementAndGet());
    thread.setDaemon(true);
    thread.start();
  }

  private void run(LiveBody body) {
    try {
      body.write(this);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("An answer that goes on has failed");
    } finally {
      context.runOnContext(
          now -> {
            if (!response.closed() && !response.ended()) {
              response.end();
            }
          });
    }
  }

  /** Whether nobody reads any more. */
  boolean gone() {
    return response.closed();
  }

  /** Why the caller may no longer have an answer: the key was revoked, say. */
  Optional<Problem> refusal() {
    try {
      stillAllowed.run();
      return Optional.empty();
    } catch (ProblemException e) {
      // 429 is about others who come from the same address.
      return e.problem().status() == 429 ? Optional.empty() : Optional.of(e.problem());
    } catch (NotReadyException e) {
      return Optional.empty(); // it was known when it came
    }
  }

  /** Writes a piece, and waits until it has left. False where the caller has gone, or may not. */
  boolean send(String piece) throws InterruptedException {
    CompletableFuture<Void> left = new CompletableFuture<>();
    Buffer bytes = Buffer.buffer(piece.getBytes(StandardCharsets.UTF_8));
    context.runOnContext(
        now -> {
          if (response.closed() || response.ended()) {
            left.completeExceptionally(new IllegalStateException("closed"));
          } else {
            response.write(bytes).onSuccess(left::complete).onFailure(left::completeExceptionally);
          }
        });
    while (!gone()) {
      try {
        left.get(1, TimeUnit.SECONDS);
        return true;
      } catch (TimeoutException e) {
        if (refusal().isPresent()) {
          return false;
        }
      } catch (ExecutionException e) {
        return false;
      }
    }
    return false;
  }
}
