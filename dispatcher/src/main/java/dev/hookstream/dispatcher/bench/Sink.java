package dev.hookstream.dispatcher.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

/** The driver's side of the {@link SinkMain} process. */
final class Sink implements AutoCloseable {
  private final JvmChild child;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();

  private Sink(JvmChild child) {
    this.child = child;
    this.port = child.readyPort();
  }

  static Sink start(Path log) {
    return new Sink(
        JvmChild.start(
            SinkMain.class.getName(),
            List.of("-Xmx192m", "-XX:+UseSerialGC"),
            List.of(),
            log,
            true));
  }

  int port() {
    return port;
  }

  String url(Row row, int workspace, int endpoint) {
    String host =
        row.behaviour() == Row.Behaviour.HANGS_APART ? SinkMain.apart(workspace) : SinkMain.HOST;
    return "http://%s:%d%s/%d/%d"
        .formatted(host, port, row.behaviour().prefix, row.number(), endpoint);
  }

  /** Listens at so many more addresses. */
  void listenApart(int hosts) {
    String answer = get("/listen?hosts=" + hosts);
    if (!answer.isEmpty()) {
      throw new IllegalStateException("the sink cannot listen at all of 127.0.0.0/8: " + answer);
    }
  }

  /** Has the endpoints that can be switched answer with success, or 503. */
  void turn(boolean on) {
    get("/turn?on=" + on);
  }

  void reset(int row, int endpoints, int events) {
    get("/reset?row=" + row + "&endpoints=" + endpoints + "&events=" + events);
  }

  JsonObject report() {
    return new JsonObject(get("/report"));
  }

  private String get(String path) {
    try {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://" + SinkMain.HOST + ":" + port + path))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException("the benchmark's sink does not answer", e);
    } catch (InterruptedException e) {
      throw new StoppedException();
    }
  }

  @Override
  public void close() {
    child.close();
  }
}
