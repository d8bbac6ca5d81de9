package dev.hookstream.dispatcher.testing;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The JDK's HTTP server on loopback, on a port that was free. */
public final class LoopbackServer implements AutoCloseable {
  private static final int WAITING_CONNECTIONS = 1024;

  private final HttpServer server;
  private final ExecutorService threads;

  /**
   * Starts it.
   *
   * @param handler of all paths
   * @param atOnce how many requests it works on at the same time
   */
  public LoopbackServer(HttpHandler handler, int atOnce) {
    try {
      server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), WAITING_CONNECTIONS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads = Executors.newFixedThreadPool(atOnce);
    server.createContext("/", handler);
    server.setExecutor(threads);
    server.start();
  }

  /** What leads to a path here. */
  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
