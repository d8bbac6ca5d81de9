package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a route's requests from the first byte to the answer: who, how much, what, then work. */
final class RouteRunner implements Handler<RoutingContext> {
  private static final Logger log = LoggerFactory.getLogger(RouteRunner.class);

  private final Route route;
  private final OpenApiOperation operation;
  private final Auth auth;
  private final Executor workers;
  private final MeterRegistry metrics;
  private final long deadlineMillis;

  RouteRunner(
      Route route,
      OpenApiOperation operation,
      Auth auth,
      Executor workers,
      MeterRegistry metrics,
      long deadlineMillis) {
    this.route = route;
    this.operation = operation;
    this.auth = auth;
    this.workers = workers;
    this.metrics = metrics;
    this.deadlineMillis = deadlineMillis;
  }

  @Override
  public void handle(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    Exchange exchange =
        new Exchange(
            request,
            routing.vertx(),
            metrics,
            route.path(),
            deadlineMillis,
            () -> {
              var unused = caller(request);
            });
    request.exceptionHandler(
        gone -> log.atDebug().setCause(gone).log("A caller went away in mid-request"));
    try {
      Caller caller = caller(request);
      refuseEncoding(request);
      Map<String, String> path = Map.copyOf(routing.pathParams());
      Map<String, String> query = operation.query(routing.queryParams());
      Map<String, String> headers =
          route.scope() == Scope.SIGNED
              ? everyHeader(request)
              : operation.headers(request.headers());
      String contentType = request.getHeader("Content-Type");
      if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
        request.response().writeContinue();
      }
      BodyReader.read(
          request,
          route.maxBody(),
          body ->
              submit(
                  exchange,
                  () -> {
                    JsonNode json = operation.body(body, contentType);
                    work(exchange, new Request(caller, path, query, headers, body, json));
                  }),
          refused -> exchange.answer(Response.problem(refused.problem())));
    } catch (RuntimeException e) {
      exchange.answer(failure(e));
    }
  }

  private Caller caller(HttpServerRequest request) {
    var address = request.remoteAddress();
    String host = address == null || address.host() == null ? "unknown" : address.host();
    return auth.caller(
        route.scope(), request.getHeader("Authorization"), request.getHeader("X-API-Key"), host);
  }

  /** By lower-case name; of several of a name the first. */
  private static Map<String, String> everyHeader(HttpServerRequest request) {
    Map<String, String> headers = new HashMap<>();
    request
        .headers()
        .forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
    return headers;
  }

  private static void refuseEncoding(HttpServerRequest request) {
    String encoding = request.getHeader("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw Problem.of(
              415,
              "unsupported-media-type",
              "This encoding is not taken",
              "Send the body as it is, without Content-Encoding.")
          .asException();
    }
  }

  private void submit(Exchange exchange, Runnable work) {
    try {
      workers.execute(
          () -> {
            // Who waited past the deadline has been answered: do not do what nobody waits for.
            if (!exchange.answered()) {
              try {
                work.run();
              } catch (RuntimeException e) {
                exchange.answer(failure(e));
              }
            }
          });
    } catch (RejectedExecutionException e) {
      exchange.answer(
          Response.problem(Problem.unavailable("Too many requests are waiting; try again soon.")));
    }
  }

  private void work(Exchange exchange, Request request) {
    route
        .handler()
        .handle(request)
        .whenComplete(
            (response, fault) -> exchange.answer(fault == null ? response : failure(fault)));
  }

  private Response failure(Throwable fault) {
    Throwable cause =
        fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
    if (cause instanceof ProblemException refused) {
      return Response.problem(refused.problem());
    }
    if (cause instanceof HttpException http && http.getStatusCode() == 400) {
      return Response.problem(NoRoute.UNDECODABLE);
    }
    if (cause instanceof NotReadyException notReady) {
      return Response.problem(Problem.unavailable(String.valueOf(notReady.getMessage())));
    }
    String reference = UUID.randomUUID().toString();
    log.atError()
        .setCause(cause)
        .addKeyValue("method", route.method())
        .addKeyValue("route", route.path())
        .addKeyValue("reference", reference)
        .log("A request failed");
    return Response.problem(Problem.internal(reference));
  }
}
