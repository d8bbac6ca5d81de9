package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.hookstream.dispatcher.testing.LoopbackServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A receiver on loopback that keeps what arrives, and fails where it is told to. */
final class Receiver implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final LoopbackServer server;
  private final Map<String, BlockingQueue<Arrival>> queues = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Arrival> all = new ConcurrentLinkedQueue<>();
  private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();
  private final Set<String> hangs = ConcurrentHashMap.newKeySet();

  Receiver() {
    server = new LoopbackServer(this::receive, 8);
  }

  String url(String path) {
    return server.url(path);
  }

  /** The next so many requests to a path are answered with 500. */
  Receiver failing(String path, int times) {
    failures.put(path, new AtomicInteger(times));
    return this;
  }

  /** The next request to a path is never answered. */
  Receiver hanging(String path) {
    hangs.add(path);
    return this;
  }

  private void receive(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    Arrival arrival = Arrival.of(path, exchange.getRequestHeaders(), body);
    AtomicInteger left = failures.get(path);
    boolean fails = left != null && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    all.add(arrival);
    queue(path).add(arrival);
    if (hangs.remove(path)) {
      return; // the exchange stays open
    }
    exchange.sendResponseHeaders(fails ? 500 : 204, -1);
    exchange.close();
  }

  private BlockingQueue<Arrival> queue(String path) {
    return queues.computeIfAbsent(path, unused -> new LinkedBlockingQueue<>());
  }

  /** The next arrival at a path that nobody has taken yet. */
  Arrival next(String path) throws InterruptedException {
    Arrival arrival = queue(path).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(arrival).as("an arrival at %s within %d s", path, PATIENCE_SECONDS).isNotNull();
    return Objects.requireNonNull(arrival);
  }

  /** The next so many arrivals at a path. */
  List<Arrival> next(String path, int count) throws InterruptedException {
    List<Arrival> arrivals = new ArrayList<>();
    while (arrivals.size() < count) {
      arrivals.add(next(path));
    }
    return arrivals;
  }

  /** Everything that has arrived so far. */
  List<Arrival> all() {
    return List.copyOf(all);
  }

  /** Path and event id of everything that has arrived so far, each once. */
  Set<String> set() {
    return all.stream()
        .map(arrival -> arrival.path() + " " + arrival.eventId())
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    server.close();
  }
}
