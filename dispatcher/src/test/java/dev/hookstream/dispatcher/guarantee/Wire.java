package dev.hookstream.dispatcher.guarantee;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connection between the instances and the broker, in our hand: every byte goes through here,
 * until it is cut or silenced. Two threads for each connection. Thread-safe.
 */
final class Wire implements AutoCloseable {
  private enum State {
    WHOLE,
    CUT,
    SILENT
  }

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private State state = State.WHOLE;

  /**
   * Listens on any port of the loopback address.
   *
   * @param target the port there that the bytes go to
   */
  Wire(int port, int target) throws IOException {
    this.server = new ServerSocket(port, 200, InetAddress.getLoopbackAddress());
    this.target = target;
    start("wire-accept", this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Breaks every connection; new ones are closed at once. */
  synchronized void cut() {
    state = State.CUT;
    sockets.forEach(Wire::closeQuietly);
  }

  /** Holds back every byte; connections stay, and new ones are taken. */
  synchronized void silence() {
    state = State.SILENT;
  }

  /** Everything goes through again, what was held back first. */
  synchronized void mend() {
    state = State.WHOLE;
    notifyAll();
  }

  private synchronized boolean isCut() {
    return state == State.CUT;
  }

  private synchronized void awaitSound() throws IOException {
    while (state == State.SILENT) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        sockets.add(client);
        start("wire-dial", () -> dial(client));
      } catch (IOException e) {
        // Closed, or out of descriptors: the first ends the loop, the second shows in the run.
      }
    }
  }

  private void dial(Socket client) {
    if (isCut()) {
      end(client);
      return;
    }
    try {
      Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(broker);
      client.setTcpNoDelay(true);
      broker.setTcpNoDelay(true);
      if (isCut()) {
        end(client, broker);
        return;
      }
      start("wire-back", () -> pump(broker, client));
      pump(client, broker);
    } catch (IOException e) {
      end(client); // no broker there: as if the wire led nowhere
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] bytes = new byte[16 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        awaitSound();
        out.write(bytes, 0, read);
      }
    } catch (IOException e) {
      // One of the two has gone: so does the other.
    } finally {
      end(from, to);
    }
  }

  private void end(Socket... ended) {
    for (Socket socket : ended) {
      closeQuietly(socket);
      sockets.remove(socket);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is not used any more either way.
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(null, work, name, 128 * 1024);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
    mend();
    sockets.forEach(Wire::closeQuietly);
  }
}
