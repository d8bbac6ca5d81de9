package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.Readiness;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What machines ask of an instance without tasks, a sender or a delay line: alive, ready, metrics.
 * Elsewhere {@link ApiServer} answers the same. {@link #start} once, {@link #close} once.
 */
public final class StatusServer {
  private final Readiness readiness;
  private final PrometheusMeterRegistry metrics;
  private final HttpServer server;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "status");
            thread.setDaemon(true);
            return thread;
          });

  /** Nothing listens yet. */
  public StatusServer(Readiness readiness, PrometheusMeterRegistry metrics, Vertx vertx) {
    this.readiness = readiness;
    this.metrics = metrics;
    // A scrape takes some milliseconds: not on an event loop that makes requests.
    server =
        vertx
            .createHttpServer()
            .requestHandler(request -> worker.execute(() -> send(request, answer(request.path()))));
  }

  private Response answer(String path) {
    return switch (path) {
      case "/healthz" -> HealthRoutes.alive(readiness);
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
