package dev.hookstream.dispatcher.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoopbackPortsTest {
  @Test
  void givesEachPortOnce() {
    Set<Integer> given = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      assertThat(given.add(LoopbackPorts.free())).isTrue();
    }
  }

  @Test
  void tellsAPortThatIsTaken() throws Exception {
    int port = LoopbackPorts.free();
    assertThat(LoopbackPorts.isFree(port)).isTrue();
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(LoopbackPorts.isFree(taken.getLocalPort())).isFalse();
    }
  }
}
