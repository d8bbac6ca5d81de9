package dev.hookstream.dispatcher.receive;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Takes webhooks, on one event loop: the one thread that calls the handler. */
public final class ReceiverServer implements AutoCloseable {
  private static final int MOST_BYTES = 2 * 1024 * 1024;
  private static final long PATIENCE_SECONDS = 10;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Function<Webhook, Reply> handler;

  /**
   * How a request is answered.
   *
   * @param delayMillis before the answer; 0 for at once
   */
  public record Reply(int status, long delayMillis) {}

  /** Listens to nothing yet. */
  public ReceiverServer(Function<Webhook, Reply> handler) {
    this.handler = handler;
  }

  /**
   * Begins to listen; may be called again for another port.
   *
   * @param options for example with a certificate
   * @param host the address to listen on
   * @param port 0 for any that is free
   * @return the port
   * @throws IllegalArgumentException in words, where that does not work
   */
  public int listen(HttpServerOptions options, String host, int port) throws InterruptedException {
    try {
      return vertx
          .createHttpServer(options)
          .requestHandler(this::take)
          .listen(SocketAddress.inetSocketAddress(port, host))
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .actualPort();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalArgumentException(
          "cannot listen on " + host + ":" + port + "; choose another port with --port", e);
    }
  }

  private void take(HttpServerRequest request) {
    Buffer body = Buffer.buffer();
    request.handler(
        piece -> {
          if (body.length() + piece.length() <= MOST_BYTES) {
            body.appendBuffer(piece);
          } else if (!request.response().ended()) {
            request.response().setStatusCode(413).end();
            request.connection().close();
          }
        });
    request.endHandler(
        end -> {
          if (!request.response().ended()) {
            answer(request, body.getBytes());
          }
        });
  }

  private void answer(HttpServerRequest request, byte[] body) {
    Map<String, String> headers = new HashMap<>();
    request
        .headers()
        .forEach((name, value) -> headers.merge(name.toLowerCase(Locale.ROOT), value, (a, b) -> a));
    Webhook webhook =
        new Webhook(
            System.currentTimeMillis(), request.method().name(), request.path(), headers, body);
    Reply reply = handler.apply(webhook);
    if (reply.delayMillis() > 0) {
      vertx.setTimer(reply.delayMillis(), fired -> end(request, reply.status()));
    } else {
      end(request, reply.status());
    }
  }

  private static void end(HttpServerRequest request, int status) {
    if (!request.response().closed()) {
      request.response().setStatusCode(status).end();
    }
  }

  /** Stops listening, waits a moment for what is being answered. */
  @Override
  public void close() {
    try {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the receiver did not stop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
