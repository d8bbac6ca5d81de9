package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.PeerCalls;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Where other instances ask this one. It has workers of its own: were callers to wait for calls
 * that wait for callers, two instances could stop each other. No part of the API that is described.
 */
final class PeerRoute implements Handler<RoutingContext> {
  private static final long MAX_BYTES = 4L << 20;

  private final PeerCalls calls;
  private final Executor workers;

  PeerRoute(PeerCalls calls, Executor workers) {
    this.calls = calls;
    this.workers = workers;
  }

  @Override
  public void handle(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    Context context = routing.vertx().getOrCreateContext();
    String number = request.getHeader(PeerCalls.NUMBER);
    if (number == null || number.length() > 100) {
      end(request, context, 401, new byte[0]);
      return;
    }
    BodyReader.read(
        request,
        MAX_BYTES,
        body -> {
          try {
            workers.execute(() -> answer(request, context, number, body));
          } catch (RejectedExecutionException e) {
            end(request, context, 503, new byte[0]);
          }
        },
        refused -> end(request, context, 413, new byte[0]));
  }

  private void answer(HttpServerRequest request, Context context, String number, byte[] body) {
    Optional<CompletionStage<byte[]>> answer = calls.answer(number, body);
    if (answer.isEmpty()) {
      end(request, context, 401, new byte[0]);
    } else {
      answer
          .get()
          .whenComplete(
              (parcel, failed) ->
                  end(
                      request,
                      context,
                      failed == null ? 200 : 500,
                      failed == null ? parcel : new byte[0]));
    }
  }

  private static void end(HttpServerRequest request, Context context, int status, byte[] body) {
    context.runOnContext(
        now -> {
          if (!request.response().ended() && !request.response().closed()) {
            request.response().setStatusCode(status).end(Buffer.buffer(body));
          }
        });
  }
}
