package dev.hookstream.dispatcher.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;

/**
 * The benchmark's receiver, a process of its own: answers 200, and notes what arrived. One event
 * loop. {@code GET /reset?row=R&endpoints=E&events=N} begins a row, {@code GET /report} tells of
 * it, {@code GET /turn?on=B} switches those that can be switched; everything else is a delivery.
 */
public final class SinkMain {
  private final Arrivals arrivals = new Arrivals();
  private boolean on = true;

  private SinkMain() {}

  /** Listens on a free port of 127.0.0.1, and says which on standard output. */
  public static void main(String[] args) {
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    SinkMain sink = new SinkMain();
    HttpServer server =
        vertx
            .createHttpServer(new HttpServerOptions().setTcpNoDelay(true).setAcceptBacklog(10_000))
            .requestHandler(sink::handle);
    server
        .listen(SocketAddress.inetSocketAddress(0, "127.0.0.1"))
        .onSuccess(listening -> JvmChild.sayReady(listening.actualPort()))
        .onFailure(
            fault -> {
              throw new IllegalStateException("the sink cannot listen", fault);
            });
  }

  private void handle(HttpServerRequest request) {
    String path = request.path();
    if (path.startsWith(Row.Behaviour.HANGS.prefix)) {
      return;
    }
    if (path.equals("/report")) {
      request.response().end(arrivals.report().encode());
    } else if (path.equals("/reset")) {
      arrivals.reset(
          number(request, "row"), number(request, "endpoints"), number(request, "events"));
      request.response().end();
    } else if (path.equals("/turn")) {
      on = Boolean.parseBoolean(request.getParam("on"));
      request.response().end();
    } else if (path.startsWith(Row.Behaviour.SWITCHED.prefix) && !on) {
      arrivals.refused();
      request.response().setStatusCode(503).end();
    } else if (request.method().equals(HttpMethod.POST)) {
      take(request);
    } else {
      request.response().setStatusCode(404).end();
    }
  }

  private void take(HttpServerRequest request) {
    String path = request.path();
    String switched = Row.Behaviour.SWITCHED.prefix;
    String endpoint = path.startsWith(switched) ? path.substring(switched.length()) : path;
    String event = request.getHeader("webhook-id");
    request
        .body()
        .onSuccess(
            body -> {
              arrivals.arrived(endpoint, event, body);
              request.response().end();
            });
  }

  private static int number(HttpServerRequest request, String name) {
    return Integer.parseInt(request.getParam(name));
  }
}
