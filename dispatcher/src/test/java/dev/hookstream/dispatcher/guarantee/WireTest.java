package dev.hookstream.dispatcher.guarantee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bytes go through, or do not: against a server that sends everything back. */
class WireTest {
  private ServerSocket server;
  private Wire wire;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    wire = new Wire(0, server.getLocalPort());
    Thread echo = new Thread(this::echo, "echo");
    echo.setDaemon(true);
    echo.start();
  }

  @AfterEach
  void stop() throws IOException {
    wire.close();
    server.close();
  }

  private void echo() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        socket.getInputStream().transferTo(socket.getOutputStream());
      } catch (IOException e) {
        // The wire was cut, or the test is over.
      }
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), wire.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static int sent(Socket socket, int octet) {
    try {
      socket.getOutputStream().write(octet);
      return socket.getInputStream().read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void carriesBothWays() throws IOException {
    try (Socket socket = connect()) {
      assertThat(sent(socket, 1)).isEqualTo(1);
      assertThat(sent(socket, 2)).isEqualTo(2);
    }
  }

  @Test
  void cutBreaksWhatIsThereAndWhatComes() throws IOException {
    try (Socket before = connect()) {
      assertThat(sent(before, 1)).isEqualTo(1);
      wire.cut();
      assertThat(isBroken(before)).isTrue();
      try (Socket meanwhile = connect()) {
        assertThat(isBroken(meanwhile)).isTrue();
      }
      wire.mend();
      try (Socket after = connect()) {
        assertThat(sent(after, 3)).isEqualTo(3);
      }
    }
  }

  private static boolean isBroken(Socket socket) {
    try {
      return sent(socket, 1) < 0;
    } catch (UncheckedIOException e) {
      return !(e.getCause() instanceof SocketTimeoutException);
    }
  }

  @Test
  void silenceHoldsBackAndLosesNothing() throws IOException {
    try (Socket socket = connect()) {
      assertThat(sent(socket, 1)).isEqualTo(1);
      wire.silence();
      socket.setSoTimeout(100);
      assertThatThrownBy(() -> sent(socket, 2))
          .hasRootCauseInstanceOf(SocketTimeoutException.class);
      wire.mend();
      socket.setSoTimeout(10_000);
      assertThat(socket.getInputStream().read()).isEqualTo(2);
    }
  }
}
