package dev.hookstream.dispatcher.api;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what reaches no route. */
final class NoRoute implements Handler<RoutingContext> {
  private static final Logger log = LoggerFactory.getLogger(NoRoute.class);

  static final Problem UNDECODABLE = Problem.badRequest("The path or the query cannot be decoded.");

  private final List<Route> routes;

  NoRoute(List<Route> routes) {
    this.routes = routes;
  }

  @Override
  public void handle(RoutingContext routing) {
    String path = routing.request().path();
    List<String> allowed =
        routes.stream().filter(route -> matches(route, path)).map(Route::method).toList();
    HttpServerRequest request = routing.request();
    if (allowed.isEmpty()) {
      answer(
          request, Problem.notFound("There is nothing at this path; /openapi.yaml lists what is."));
    } else {
      request.response().putHeader("Allow", String.join(", ", allowed));
      answer(
          request,
          Problem.of(
              405,
              "method-not-allowed",
              "This method is not for this path",
              "Use " + String.join(" or ", allowed) + "."));
    }
  }

  private static boolean matches(Route route, String path) {
    String pattern = Pattern.quote(route.path()).replaceAll("\\{\\w+}", "\\\\E[^/]+\\\\Q");
    return path != null && path.matches(pattern);
  }

  /** What Vert.x could not read, or a fault that no route answered. */
  static void unreadable(RoutingContext routing) {
    Throwable fault = routing.failure();
    if (routing.statusCode() == 500) {
      log.atError().setCause(fault).log("A request failed before it reached its route");
      answer(
          routing.request(),
          Problem.of(500, "internal", "A fault of ours", "Something went wrong here."));
    } else {
      answer(routing.request(), UNDECODABLE);
    }
  }

  /** What is not HTTP, or too long for a head. */
  static void invalid(HttpServerRequest request) {
    answer(
        request, Problem.badRequest("The request's line or headers are too long or are not HTTP."));
    request.connection().close();
  }

  static void connectionFault(Throwable fault) {
    log.atDebug().setCause(fault).log("A connection broke");
  }

  private static void answer(HttpServerRequest request, Problem problem) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    Response answer = Response.problem(problem);
    if (!request.isEnded()) {
      response.putHeader("Connection", "close");
    }
    response
        .setStatusCode(answer.status())
        .putHeader("Content-Type", answer.mediaType())
        .end(Buffer.buffer(answer.body()));
  }
}
