package dev.hookstream.dispatcher.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.atomic.AtomicBoolean;

/** One request and its one answer, whichever of answer and deadline comes first. */
final class Exchange {
  /** How long a caller that still sends may take to notice that it has been answered. */
  private static final long LINGER_MILLIS = 1_000;

  private final HttpServerRequest request;
  private final MeterRegistry metrics;
  private final String route;
  private final Vertx vertx;
  private final Context context;
  private final AtomicBoolean answered = new AtomicBoolean();
  private final Runnable stillAllowed;
  private final Timer.Sample sample;
  private final long deadlineTimer;

  /**
   * On the request's event loop.
   *
   * @param stillAllowed asked now and then while an answer goes on; throws where it must end
   */
  Exchange(
      HttpServerRequest request,
      Vertx vertx,
      MeterRegistry metrics,
      String route,
      long deadlineMillis,
      Runnable stillAllowed) {
    this.request = request;
    this.stillAllowed = stillAllowed;
    this.metrics = metrics;
    this.route = route;
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.sample = Timer.start(metrics);
    this.deadlineTimer = vertx.setTimer(deadlineMillis, late -> answer(Response.problem(late())));
  }

  private Problem late() {
    return request.isEnded()
        ? Problem.of(
            504,
            "deadline",
            "No answer in time",
            "The work was not done in time. It may still be done: look before you ask again.")
        : Problem.of(408, "slow-request", "Too slow", "The request's body did not come in time.");
  }

  boolean answered() {
    return answered.get();
  }

  /** Answers; all answers but the first are dropped. From any thread. */
  void answer(Response response) {
    if (answered.compareAndSet(false, true)) {
      context.runOnContext(now -> send(response));
    } else {
      abandon(response);
    }
  }

  private static void abandon(Response answer) {
    if (answer.live() != null) {
      answer.live().abandoned();
    }
  }

  private void send(Response answer) {
    vertx.cancelTimer(deadlineTimer);
    sample.stop(
        metrics.timer(
            "hookstream.api.requests",
            "method",
            request.method().name(),
            "route",
            route,
            "status",
            Integer.toString(answer.status())));
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      abandon(answer);
      return;
    }
    response.setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    response.putHeader("X-Content-Type-Options", "nosniff");
    if (!answer.mediaType().isEmpty()) {
      response.putHeader("Content-Type", answer.mediaType());
    }
    if (answer.live() != null) {
      response.setChunked(true);
      new LiveConnection(response, context, stillAllowed).start(answer.live());
      return;
    }
    boolean stillSending = !request.isEnded();
    if (stillSending) {
      response.putHeader("Connection", "close");
    }
    response.end(Buffer.buffer(answer.body()));
    if (stillSending) {
      vertx.setTimer(LINGER_MILLIS, late -> request.connection().close());
    }
  }
}
