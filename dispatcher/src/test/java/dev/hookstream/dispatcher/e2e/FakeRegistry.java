package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hookstream.schemas.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** A registry that knows one schema, that of events, under the id 7, and says so of any other. */
final class FakeRegistry implements AutoCloseable {
  static final int EVENT_ID = 7;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int port;
  private HttpServer server;

  FakeRegistry() {
    server = listen(0);
    port = server.getAddress().getPort();
  }

  private static HttpServer listen(int port) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      server.createContext("/", FakeRegistry::answer);
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Is there again after {@link #close}, at the same address. */
  void comeBack() {
    server = listen(port);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    boolean posted = exchange.getRequestMethod().equals("POST");
    if (path.equals("/schemas/ids/" + EVENT_ID)) {
      answer(exchange, 200, Map.of("schema", Event.getClassSchema().toString()));
    } else if (posted && path.startsWith("/subjects/")) {
      answer(exchange, 200, Map.of("id", EVENT_ID));
    } else {
      answer(exchange, 404, Map.of("error_code", 40403, "message", "Schema not found"));
    }
  }

  private static void answer(HttpExchange exchange, int status, Map<String, ?> json)
      throws IOException {
    byte[] body = JSON.writeValueAsString(json).getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
