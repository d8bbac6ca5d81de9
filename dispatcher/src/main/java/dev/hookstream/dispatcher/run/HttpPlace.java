package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Set;

/**
 * Where an instance listens, known before it does: it joins its groups first, and says there where
 * the others reach it.
 *
 * @param advertised host:port
 */
record HttpPlace(String host, int port, String advertised) {
  private static final Set<String> ANY = Set.of("0.0.0.0", "::", "[::]");

  static HttpPlace of(Config.Http http) {
    int port = http.port() == 0 ? free() : http.port();
    return new HttpPlace(
        http.host(), port, http.advertised().orElseGet(() -> address(http.host()) + ":" + port));
  }

  private static String address(String host) {
    try {
      String address = ANY.contains(host) ? InetAddress.getLocalHost().getHostAddress() : host;
      return address.contains(":") && !address.startsWith("[") ? "[" + address + "]" : address;
    } catch (UnknownHostException e) {
      throw new IllegalStateException(
          "this machine's own address cannot be found out: say in http.advertised at which"
              + " host:port the other instances reach this one",
          e);
    }
  }

  private static int free() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no port is free", e);
    }
  }
}
