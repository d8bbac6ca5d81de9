package dev.hookstream.dispatcher.guarantee;

import dev.hookstream.dispatcher.guarantee.Manners.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** All the endpoints of a run, on one port: answers as planned, and writes down what it saw. */
final class Receiver implements AutoCloseable {
  private final Manners manners;
  // One thread, so that what it sees has an order.
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final List<Visit> visits = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private final Set<String> finished = new HashSet<>();
  private long places;
  private final int port;

  Receiver(Manners manners) {
    this.manners = manners;
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
    String eventId = request.getHeader("webhook-id");
    String deliveryId = request.getHeader("webhook-delivery-id");
    int attempt = Integer.parseInt(request.getHeader("webhook-attempt"));
    Answer answer = manners.answer(eventId, deliveryId, attempt);
    int visit = began(request.path(), eventId, deliveryId, attempt, answer);
    if (answer != Answer.HANG) {
      vertx.setTimer(
          manners.thinkingMillis(answer, Plan.mode(request.path()), deliveryId, attempt),
          timer -> answer(request, answer, visit));
    }
  }

  private void answer(HttpServerRequest request, Answer answer, int visit) {
    HttpServerResponse response = request.response();
    if (response.closed()) {
      return; // who asked is gone, and has not heard of it
    }
    switch (answer) {
      case CLOSE_UNHEARD -> request.connection().close();
      case CLOSE_AMID -> {
        response.putHeader("content-length", "100");
        response.write("begun, and").onComplete(written -> request.connection().close());
      }
      default -> {
        // Before the bytes leave: nothing that follows from the answer can be seen before it.
        ended(visit);
        response.setStatusCode(answer == Answer.ERROR ? 500 : 200).end();
      }
    }
  }

  private synchronized int began(
      String path, String eventId, String deliveryId, int attempt, Answer answer) {
    long now = System.currentTimeMillis();
    visits.add(new Visit(now, path, eventId, deliveryId, attempt, answer, ++places, Visit.NEVER));
    seen.add(eventId);
    notifyAll();
    return visits.size() - 1;
  }

  private synchronized void ended(int number) {
    Visit visit = visits.get(number).endedAt(++places);
    visits.set(number, visit);
    if (visit.taken() || (Manners.isDoomed(visit.eventId()) && visit.last())) {
      finished.add(visit.what());
      notifyAll();
    }
  }

  /** In the order in which they began. */
  synchronized List<Visit> visits() {
    return List.copyOf(visits);
  }

  /** Those at or after a time, in the order in which they began. */
  synchronized List<Visit> since(long time) {
    int from = visits.size();
    while (from > 0 && visits.get(from - 1).at() >= time) {
      from--;
    }
    return List.copyOf(visits.subList(from, visits.size()));
  }

  /** The first visit at or after a time that fits. */
  Optional<Visit> first(long since, Predicate<Visit> fitting) {
    return since(since).stream().filter(fitting).findFirst();
  }

  /**
   * Waits until each of these events has come to some endpoint; false where it does not in time.
   */
  synchronized boolean awaitSeen(Set<String> events, long atMostMillis)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(atMostMillis);
    while (!seen.containsAll(events)) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(Math.min(left, 200));
    }
    return true;
  }

  /** Waits until all of these were taken, or refused as often as can be; not longer than said. */
  void awaitFinished(Set<String> wanted, long atMostMillis) throws InterruptedException {
    awaitFinished(wanted, atMostMillis, atMostMillis);
  }

  /** The same; gives up earlier, too, where none of them is for a while. */
  synchronized void awaitFinished(Set<String> wanted, long atMostMillis, long silenceMillis)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(atMostMillis);
    long silentAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(silenceMillis);
    int known = finished.size();
    while (!finished.containsAll(wanted)
        && System.nanoTime() - end < 0
        && System.nanoTime() - silentAt < 0) {
      wait(200);
      if (finished.size() > known) {
        known = finished.size();
        silentAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(silenceMillis);
      }
    }
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
