package dev.hookstream.dispatcher.sender;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A port that nobody may connect to: the kernel takes every connection, and we look afterwards. */
final class Trap implements AutoCloseable {
  private final ServerSocketChannel server = ServerSocketChannel.open();

  Trap(String address, int port) throws IOException {
    server.bind(new InetSocketAddress(address, port), 1_000).configureBlocking(false);
  }

  int port() throws IOException {
    return ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  /** Whether anybody has connected since the last look. */
  boolean caught() throws IOException {
    boolean any = false;
    for (SocketChannel in = server.accept(); in != null; in = server.accept()) {
      any = true;
      in.close();
    }
    return any;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
