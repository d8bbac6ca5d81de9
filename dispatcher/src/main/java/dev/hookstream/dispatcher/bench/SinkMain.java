package dev.hookstream.dispatcher.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.stream.IntStream;

/**
 * The benchmark's receiver, a process of its own: answers 200, and notes what arrived. One event
 * loop. {@code GET /reset?row=R&endpoints=E&events=N} begins a row, {@code GET /report} tells of
 * it, {@code GET /listen?hosts=N} listens at more addresses, {@code GET /turn?on=B} switches those
 * that can be switched; everything else is a delivery.
 */
public final class SinkMain {
  static final String HOST = "127.0.0.1";
  private static final int A_THIRD_PART = 250;

  private final Arrivals arrivals = new Arrivals();
  private final Vertx vertx;
  private boolean on = true;
  private int port;

  private SinkMain(Vertx vertx) {
    this.vertx = vertx;
  }

  /** One of many addresses of this machine, which are as many hosts to the sender. */
  static String apart(int number) {
    return "127.1.%d.%d".formatted(number / A_THIRD_PART, number % A_THIRD_PART + 1);
  }

  /** Listens on a free port of 127.0.0.1, and says which on standard output. */
  public static void main(String[] args) {
    JvmChild.endWithParent();
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    SinkMain sink = new SinkMain(vertx);
    sink.listen(HOST)
        .onSuccess(
            listening -> {
              sink.port = listening.actualPort();
              JvmChild.sayReady(sink.port);
            })
        .onFailure(
            fault -> {
              throw new IllegalStateException("the sink cannot listen", fault);
            });
  }

  private Future<HttpServer> listen(String host) {
    return vertx
        .createHttpServer(new HttpServerOptions().setTcpNoDelay(true).setAcceptBacklog(10_000))
        .requestHandler(this::handle)
        .listen(SocketAddress.inetSocketAddress(port, host));
  }

  private void listenApart(HttpServerRequest request) {
    Future.all(
            IntStream.range(0, number(request, "hosts")).mapToObj(i -> listen(apart(i))).toList())
        .onSuccess(all -> request.response().end())
        .onFailure(fault -> request.response().end(fault.toString()));
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
    } else if (path.equals("/listen")) {
      listenApart(request);
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
