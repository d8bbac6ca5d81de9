package dev.hookstream.dispatcher.guarantee;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** All the endpoints of a run, on one port: writes down what arrives. Thread-safe. */
final class Receiver implements AutoCloseable {
  /** One request, with the time it came, in milliseconds since 1970. */
  record Arrival(
      long at, String path, String eventId, String deliveryId, String attempt, int status) {
    String what() {
      return path + " " + eventId;
    }
  }

  private final KillPlan plan;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final List<Arrival> arrivals = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();
  private final int port;

  Receiver(KillPlan plan) {
    this.plan = plan;
    port =
        vertx
            .createHttpServer()
            .requestHandler(this::handle)
            .listen(SocketAddress.inetSocketAddress(0, "127.0.0.1"))
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .actualPort();
  }

  String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  private void handle(HttpServerRequest request) {
    String deliveryId = request.getHeader("webhook-delivery-id");
    String attempt = request.getHeader("webhook-attempt");
    int status = plan.status(deliveryId, attempt);
    note(
        new Arrival(
            System.currentTimeMillis(),
            request.path(),
            request.getHeader("webhook-id"),
            deliveryId,
            attempt,
            status));
    request.response().setStatusCode(status);
    vertx.setTimer(plan.thinkingMillis(deliveryId, attempt), id -> request.response().end());
  }

  private synchronized void note(Arrival arrival) {
    arrivals.add(arrival);
    if (arrival.status() == 200) {
      taken.add(arrival.what());
    }
    notifyAll();
  }

  synchronized List<Arrival> arrivals() {
    return List.copyOf(arrivals);
  }

  /** The deliveries that were answered with 200, as {@link Arrival#what}. */
  synchronized Set<String> taken() {
    return Set.copyOf(taken);
  }

  synchronized int takenCount() {
    return taken.size();
  }

  /** The first arrival at or after a time that fits. */
  synchronized Optional<Arrival> first(long since, Predicate<Arrival> fitting) {
    for (int i = arrivals.size(); i > 0 && arrivals.get(i - 1).at() >= since; i--) {
      if (i == 1 || arrivals.get(i - 2).at() < since) {
        return arrivals.subList(i - 1, arrivals.size()).stream().filter(fitting).findFirst();
      }
    }
    return Optional.empty();
  }

  /** Waits for something to arrive at or after a time; false where nothing does in time. */
  synchronized boolean awaitArrival(long since, Predicate<Arrival> fitting, long atMostMillis)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(atMostMillis);
    while (first(since, fitting).isEmpty()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(Math.min(left, 200));
    }
    return true;
  }

  /** Waits until so many deliveries were taken; false where that does not happen in time. */
  synchronized boolean awaitTaken(int count, long atMostMillis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(atMostMillis);
    while (taken.size() < count) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
