package dev.hookstream.dispatcher.api;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.hookstream.dispatcher.api.port.PeerCalls;
import dev.hookstream.dispatcher.dashboard.Dashboard;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.secret.Keyring;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The HTTP server. {@link #start} once, {@link #close} once; the event loops are Vert.x's, what may
 * block runs on a bounded pool of its own.
 */
public final class ApiServer {
  private static final int IDLE_SECONDS = 60;

  private final ApiSettings settings;
  private final ThreadPoolExecutor workers;
  private final ThreadPoolExecutor watchers;
  private final ThreadPoolExecutor peers;
  private final HttpServer server;
  private final List<Route> routes;

  /** Wires the routes; nothing listens yet. */
  public ApiServer(
      ApiSettings settings,
      Ports ports,
      Contracts contracts,
      Keyring keyring,
      PrometheusMeterRegistry metrics,
      InstantSource clock,
      Vertx vertx) {
    this.settings = settings;
    this.workers = pool("api-worker", settings.workers(), ApiSettings.QUEUE);
    // Whoever watches us must get an answer while all workers are stuck.
    this.watchers = pool("api-watcher", 1, 16);
    this.peers = pool("api-peer", settings.workers(), ApiSettings.QUEUE);
    OpenApi description = OpenApi.load();
    PortalTokens portal = new PortalTokens(keyring, clock);
    this.routes =
        Routes.of(settings, ports, contracts, keyring, portal, metrics, description, clock, workers)
            .stream()
            .filter(route -> settings.open() || route.scope() == Scope.NONE)
            .toList();
    FailedAttempts failed = new FailedAttempts(settings.maxRefusedKeys(), Ticker.systemTicker());
    Auth auth = new Auth(ports.apiKeys(), settings.operatorKey(), portal, failed);
    Router router = Router.router(vertx);
    for (Route route : routes) {
      router
          .route(HttpMethod.valueOf(route.method()), route.vertxPath())
          .handler(
              new RouteRunner(
                  route,
                  description.operation(route),
                  auth,
                  executor(route),
                  metrics,
                  settings.requestDeadline().toMillis()));
    }
    router.route(HttpMethod.POST, PeerCalls.PATH).handler(new PeerRoute(ports.peerCalls(), peers));
    if (settings.open()) {
      new Dashboard(portal::origins).mount(router);
    }
    NoRoute noRoute = new NoRoute(routes);
    router.errorHandler(404, noRoute);
    router.errorHandler(405, noRoute);
    router.errorHandler(400, NoRoute::unreadable);
    router.errorHandler(500, NoRoute::unreadable);
    this.server =
        vertx
            .createHttpServer(options())
            .requestHandler(router)
            .invalidRequestHandler(NoRoute::invalid)
            .exceptionHandler(NoRoute::connectionFault);
  }

  private Executor executor(Route route) {
    if (route.path().equals(HealthRoutes.ALIVE)) {
      return Runnable::run; // on the event loop: a slow scrape must not make us seem dead
    }
    return route.scope() == Scope.NONE ? watchers : workers;
  }

  private static HttpServerOptions options() {
    return new HttpServerOptions()
        .setMaxInitialLineLength(8 * 1024)
        .setMaxHeaderSize(16 * 1024)
        .setIdleTimeout(IDLE_SECONDS)
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setHttp2ClearTextEnabled(false);
  }

  private static ThreadPoolExecutor pool(String name, int threads, int queue) {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(queue),
        work -> {
          Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Listens; completes with the port, exceptionally where it is taken. */
  public CompletionStage<Integer> start() {
    return server
        .listen(settings.port(), settings.host())
        .map(HttpServer::actualPort)
        .toCompletionStage();
  }

  /** Stops listening; what is being worked on may finish. */
  public CompletionStage<Void> close() {
    return server
        .close()
        .onComplete(
            closed -> {
              workers.shutdown();
              watchers.shutdown();
              peers.shutdown();
            })
        .toCompletionStage();
  }

  /** Every operation. */
  List<Route> routes() {
    return routes;
  }
}
