package dev.hookstream.dispatcher.sender.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a name server that does not answer for some names. */
class DnsResolverTest {
  private static final int HEADER = 12;

  private final DatagramSocket server = server();
  private final DnsResolver resolver =
      new DnsResolver(
          Duration.ofSeconds(60),
          new SingletonDnsServerAddressStreamProvider(
              new InetSocketAddress(server.getLocalAddress(), server.getLocalPort())));

  @AfterEach
  void close() {
    resolver.close();
    server.close();
  }

  @Test
  void namesThatHangKeepNoOtherFromBeingResolved() {
    new Thread(this::serve).start();
    List<CompletableFuture<List<InetAddress>>> silent = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      silent.add(resolver.resolve("silent" + i + ".example").toCompletableFuture());
    }
    for (int i = 0; i < 50; i++) {
      List<InetAddress> found =
          resolver
              .resolve("fine" + i + ".example")
              .toCompletableFuture()
              .orTimeout(30, TimeUnit.SECONDS)
              .join();
      assertThat(found).extracting(InetAddress::getHostAddress).containsExactly("192.0.2.7");
    }
    assertThat(silent).allSatisfy(answer -> assertThat(answer).isNotDone());
  }

  @Test
  void aFailureSaysNothingOfOurNameServers() {
    new Thread(this::serve).start();
    try (DnsResolver hasty =
        new DnsResolver(
            Duration.ofMillis(50),
            new SingletonDnsServerAddressStreamProvider(
                new InetSocketAddress(server.getLocalAddress(), server.getLocalPort())))) {
      for (String name : List.of("silent.example", "none.example")) {
        assertThat(hasty.resolve(name))
            .failsWithin(Duration.ofSeconds(60))
            .withThrowableOfType(ExecutionException.class)
            .havingRootCause()
            .withMessageMatching("no name server answered in time|there is no such name.*");
      }
    }
  }

  /** Answers for the names that begin with fine, until the socket is closed. */
  private void serve() {
    byte[] room = new byte[1_500];
    while (!server.isClosed()) {
      try {
        DatagramPacket question = new DatagramPacket(room, room.length);
        server.receive(question);
        String name = new String(room, HEADER + 1, room[HEADER], StandardCharsets.US_ASCII);
        if (name.startsWith("none")) {
          byte[] answer = Arrays.copyOf(room, question.getLength());
          answer[2] = (byte) 0x81;
          answer[3] = (byte) 0x83; // there is no such name
          server.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
        }
        if (name.startsWith("fine")) {
          byte[] answer = answer(room);
          server.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
        }
      } catch (SocketException e) {
        return;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The question, and the address to type A; to any other type that there is none. */
  private static byte[] answer(byte[] question) {
    int end = HEADER;
    while (question[end] != 0) {
      end += question[end] + 1;
    }
    end += 1 + 2 + 2;
    boolean ipv4 = question[end - 3] == 1;
    ByteBuffer answer = ByteBuffer.allocate(end + 16);
    answer.put(question, 0, 2).putShort((short) 0x8180).putShort((short) 1);
    answer.putShort((short) (ipv4 ? 1 : 0)).putInt(0);
    answer.put(question, HEADER, end - HEADER);
    if (ipv4) {
      answer.putShort((short) 0xC00C).putShort((short) 1).putShort((short) 1).putInt(60);
      answer.putShort((short) 4).put(new byte[] {(byte) 192, 0, 2, 7});
    }
    byte[] bytes = new byte[answer.position()];
    answer.flip().get(bytes);
    return bytes;
  }

  private static DatagramSocket server() {
    try {
      return new DatagramSocket(0, InetAddress.getLoopbackAddress());
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }
}
