package dev.hookstream.dispatcher.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on this machine's own address. Thread-safe. */
public final class LoopbackPorts {
  // Below those that Linux (from 32,768) and the others (from 49,152) give to outgoing connections
  // and to whoever asks for port 0: one of those may be taken again before its server starts.
  private static final int FIRST = 20_000;
  private static final int END = 32_000;
  private static final int TRIES = 1_000;
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private LoopbackPorts() {}

  /**
   * A port that nothing listens on at this moment; another one at each call of this process.
   *
   * @throws EmbeddedServerException where none is found
   */
  public static int free() {
    for (int tried = 0; tried < TRIES; tried++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (isFree(port) && GIVEN.add(port)) {
        return port;
      }
    }
    throw new EmbeddedServerException(
        "no free port on 127.0.0.1 between " + FIRST + " and " + (END - 1));
  }

  /**
   * Whether a port can be listened on now.
   *
   * @param port 1 to 65535
   */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false; // in use, or not ours to use: either way the answer
    }
  }
}
