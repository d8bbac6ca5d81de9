package dev.hookstream.dispatcher.e2e;

import com.sun.net.httpserver.HttpExchange;
import dev.hookstream.dispatcher.testing.LoopbackServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A receiver on loopback that answers at each path what it is told to; 200 and ok elsewhere. */
final class TalkingReceiver implements AutoCloseable {
  /** One answer, with one header of its own. */
  record Says(int status, String header, String value, String body) {}

  private static final Says OK = new Says(200, "X-Receiver", "test", "ok");

  private final LoopbackServer server;
  private final Map<String, Says> answers = new ConcurrentHashMap<>();

  TalkingReceiver() {
    server = new LoopbackServer(this::receive, 4);
  }

  String url(String path) {
    return server.url(path);
  }

  TalkingReceiver says(String path, Says answer) {
    answers.put(path, answer);
    return this;
  }

  private void receive(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    Says says = answers.getOrDefault(exchange.getRequestURI().getPath(), OK);
    byte[] body = says.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add(says.header(), says.value());
    exchange.sendResponseHeaders(says.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.close();
  }
}
