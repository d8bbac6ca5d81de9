package dev.hookstream.dispatcher.sender;

import io.vertx.core.http.HttpClientConnection;
import java.net.InetAddress;

/** A connection to one host at one checked address. Confined to its event loop. */
final class PooledConnection {
  final HttpClientConnection http;
  final String pool;
  final InetAddress address;
  boolean closed;
  long idleSince;

  /** How long the server keeps it, in nanoseconds, where it said so. */
  long keep = Long.MAX_VALUE;

  PooledConnection(HttpClientConnection http, String pool, InetAddress address) {
    this.http = http;
    this.pool = pool;
    this.address = address;
    http.closeHandler(v -> closed = true);
    // The exchange is told as well; without a handler Vert.x logs each receiver's fault as an
    // error.
    http.exceptionHandler(failure -> {});
  }

  void close() {
    if (!closed) {
      closed = true;
      http.close();
    }
  }
}
