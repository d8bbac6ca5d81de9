package dev.hookstream.dispatcher.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A receiver on loopback that answers at each path what it is told to; 200 and ok elsewhere. */
final class TalkingReceiver implements AutoCloseable {
  /** One answer, with one header of its own. */
  record Says(int status, String header, String value, String body) {}

  private static final Says OK = new Says(200, "X-Receiver", "test", "ok");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final Map<String, Says> answers = new ConcurrentHashMap<>();

  TalkingReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::receive);
    server.setExecutor(threads);
    server.start();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
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
    server.stop(0);
    threads.shutdownNow();
  }
}
