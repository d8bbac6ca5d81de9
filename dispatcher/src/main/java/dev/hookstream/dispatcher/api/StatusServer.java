package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.Readiness;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What machines ask of an instance without tasks, a sender or a delay line: alive, ready, metrics.
 * Elsewhere {@link ApiServer} answers the same. {@link #start} once, {@link #close} once.
 */
public final class StatusServer {
  private static final Logger log = LoggerFactory.getLogger(StatusServer.class);
  private static final int QUEUE = 16;

  private final Readiness readiness;
  private final PrometheusMeterRegistry metrics;
  private final HttpServer server;
  private final ThreadPoolExecutor worker =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUE),
          work -> {
            Thread thread = new Thread(work, "status");
            thread.setDaemon(true);
            return thread;
          });

  /** Nothing listens yet. */
  public StatusServer(Readiness readiness, PrometheusMeterRegistry metrics, Vertx vertx) {
    this.readiness = readiness;
    this.metrics = metrics;
    server = vertx.createHttpServer().requestHandler(this::take);
  }

  /** A scrape takes some milliseconds: not on an event loop that makes requests. */
  private void take(HttpServerRequest request) {
    String path = Objects.requireNonNullElse(request.path(), "");
    if (path.equals(HealthRoutes.ALIVE)) {
      // Blocks nowhere, and must not seem dead while a scrape is slow.
      send(request, answered(path));
      return;
    }
    try {
      worker.execute(() -> send(request, answered(path)));
    } catch (RejectedExecutionException e) {
      send(
          request,
          Response.problem(
              Problem.unavailable("Too many requests are waiting, or it stops; try again soon.")));
    }
  }

  private Response answered(String path) {
    try {
      return answer(path);
    } catch (RuntimeException | Error e) {
      String reference = UUID.randomUUID().toString();
      log.atError()
          .setCause(e)
          .addKeyValue("path", path)
          .addKeyValue("reference", reference)
          .log("A question about this instance could not be answered");
      return Response.problem(Problem.internal(reference));
    }
  }

  private Response answer(String path) {
    return switch (path) {
      case HealthRoutes.ALIVE -> HealthRoutes.alive(readiness);
      case "/readyz" -> HealthRoutes.ready(readiness);
      case "/metrics" -> HealthRoutes.metrics(metrics);
      default ->
          Response.problem(
              Problem.of(
                  404,
                  "not-found",
                  "Not found",
                  "This instance has not the role topology: it tells its health and its metrics."));
    };
  }

  private static void send(HttpServerRequest request, Response answer) {
    var unused =
        request
            .response()
            .setStatusCode(answer.status())
            .putHeader("Content-Type", answer.mediaType())
            .end(Buffer.buffer(answer.body()));
  }

  /** Listens; completes with the port, exceptionally where it is taken. */
  public CompletionStage<Integer> start(String host, int port) {
    return server.listen(port, host).map(HttpServer::actualPort).toCompletionStage();
  }

  /** Stops listening. */
  public CompletionStage<Void> close() {
    return server.close().onComplete(closed -> worker.shutdown()).toCompletionStage();
  }
}
