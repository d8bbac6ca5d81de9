package dev.hookstream.schemas.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Answers each request with the next of the answers it was given, and the last one for ever. */
final class FakeRegistry implements AutoCloseable {
  record Answer(int status, String body) {}

  record Request(String line, String body, String authorization) {}

  final List<Request> requests = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedDeque<Answer> answers = new ConcurrentLinkedDeque<>();
  private volatile CountDownLatch mayAnswer = new CountDownLatch(0);
  private final HttpServer server;

  FakeRegistry() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  FakeRegistry then(int status, String body) {
    answers.add(new Answer(status, body));
    return this;
  }

  /** Answers nothing before that. */
  void after(CountDownLatch latch) {
    mayAnswer = latch;
  }

  String url() {
    return "http://" + server.getAddress().getHostString() + ":" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(
        new Request(
            exchange.getRequestMethod() + " " + exchange.getRequestURI(),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8),
            String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))));
    try {
      mayAnswer.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    Answer answer = answers.size() > 1 ? answers.remove() : answers.peek();
    if (answer == null) {
      answer = new Answer(500, "");
    }
    byte[] body = answer.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
