package dev.hookstream.dispatcher.embedded;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * An Apicurio schema registry in a child JVM on 127.0.0.1, which speaks Confluent's REST API. It
 * ends when this process does.
 */
public final class RegistryProcess implements AutoCloseable {
  private static final String MAIN = "dev.hookstream.dispatcher.embedded.RegistryMain";
  private static final int ATTEMPTS = 300;
  private static final long PAUSE_MILLIS = 200;

  private final ChildProcess child;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  private RegistryProcess(ChildProcess child, int port) {
    this.child = child;
    this.port = port;
  }

  /** The registry's jar beside our own, where the build has unpacked it. */
  public static Optional<Path> jar() {
    Path folder = ChildJvm.ownLocation().resolveSibling("registry");
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith("-runner.jar")).findFirst();
    } catch (IOException e) {
      throw new EmbeddedServerException("the folder " + folder + " cannot be read", e);
    }
  }

  /**
   * Starts it, and does not wait: it takes 4 to 8 s. See {@link #ready}.
   *
   * @param jar see {@link #jar()}
   * @param data a folder for its database
   * @param port on 127.0.0.1
   * @param log the file that takes its output
   */
  public static RegistryProcess start(Path jar, Path data, int port, Path log) {
    if (!LoopbackPorts.isFree(port)) {
      throw new EmbeddedServerException("port " + port + " on 127.0.0.1 is taken");
    }
    List<String> command = new ArrayList<>();
    command.add(ChildJvm.java());
    command.addAll(ClassArchive.options("registry"));
    command.addAll(
        List.of(
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dquarkus.http.host=127.0.0.1",
            "-Dquarkus.http.port=" + port,
            "-Dquarkus.management.host=127.0.0.1",
            "-Dquarkus.management.port=0",
            "-Dapicurio.storage.kind=sql",
            "-Dapicurio.storage.sql.kind=h2",
            // Without WRITE_DELAY=0 a kill can lose a schema whose id is already in events.
            "-Dapicurio.datasource.url=jdbc:h2:file:" + data.resolve("registry") + ";WRITE_DELAY=0",
            "-cp",
            classPath(jar),
            MAIN,
            jar.toString(),
            String.valueOf(port)));
    RegistryProcess registry =
        new RegistryProcess(ChildProcess.start("Registry", command, log), port);
    Thread poll = new Thread(() -> registry.awaitReady(log), "registry-start");
    poll.setDaemon(true);
    poll.start();
    return registry;
  }

  static String classPath(Path jar) {
    return jar + File.pathSeparator + ChildJvm.ownLocation();
  }

  private void awaitReady(Path log) {
    try {
      for (int attempt = 0; attempt < ATTEMPTS && child.handle().isAlive(); attempt++) {
        if (setCompatibility()) {
          ready.complete(null);
          return;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
      ready.completeExceptionally(
          new EmbeddedServerException("the schema registry did not start; see " + log));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ready.completeExceptionally(e);
    }
  }

  /** A fresh registry takes any schema, unlike Confluent's, which asks for backward ones. */
  private boolean setCompatibility() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + "/config"))
            .timeout(Duration.ofSeconds(5))
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}"))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // not up yet; asked again until it is or has ended
    }
  }

  /** For {@code schema.registry.url}. */
  public String url() {
    return url(port);
  }

  /** What {@link #url} will be of one that is started on a port. */
  public static String url(int port) {
    return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
  }

  /** Completed when it takes requests; in words where it does not start. */
  public CompletableFuture<Void> ready() {
    return ready.copy();
  }

  /** Its process, to look at. */
  public ProcessHandle handle() {
    return child.handle();
  }

  /** Stops it and waits for it. Idempotent. */
  @Override
  public void close() {
    child.close();
  }
}
