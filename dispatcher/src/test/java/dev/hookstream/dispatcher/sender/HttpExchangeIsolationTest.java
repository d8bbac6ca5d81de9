package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.ErrorKind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What one receiver does to hold things up is its own loss: over the same event loop another goes
 * on, its own deadline holds, and no socket of its outlives it.
 */
class HttpExchangeIsolationTest extends HttpExchangeFixture {
  /** One event loop, so that all that could wait for each other would. */
  @Override
  ExchangeSettings settings(Optional<String> trust) {
    return new ExchangeSettings(1, Duration.ofSeconds(30), 10, 10, Duration.ofSeconds(60), trust);
  }

  @Test
  void aNameThatIsNotResolved() {
    hangs(Deliveries.to("http://silent.example/"), "resolving the name", 0);
  }

  @Test
  void aConnectionThatIsNotAccepted() throws IOException {
    List<SocketChannel> fillers = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 8; i++) {
        SocketChannel filler = SocketChannel.open();
        fillers.add(filler);
        filler.configureBlocking(false);
        filler.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()));
      }
      hangs(Deliveries.to("http://127.0.0.1:" + full.getLocalPort() + "/"), "connecting", 1);
    } finally {
      for (SocketChannel filler : fillers) {
        filler.close();
      }
    }
  }

  @Test
  void tlsThatNeverComesToAnEnd() {
    String url = receivers.raw(socket -> {});
    hangs(Deliveries.to(url.replace("http:", "https:")), "securing the connection", 1);
  }

  @Test
  void aReceiverThatNeverReads() {
    String url = receivers.raw(NetSocket::pause);
    Delivery large = Deliveries.to(url);
    large.setBody(ByteBuffer.allocate(16 << 20));
    hangs(large, "waiting for the response", 1);
  }

  @Test
  void aReceiverThatNeverAnswers() {
    hangs(Deliveries.to(receivers.raw(socket -> {})), "waiting for the response", 1);
  }

  @Test
  void aHeadThatDripsAndNeverComesToAnEnd() {
    String url = receivers.raw(socket -> drip(socket, "HTTP/1.1 200 OK\r\nX-A: "));
    hangs(Deliveries.to(url), "waiting for the response", 1);
  }

  @Test
  void aBodyThatDrips() {
    String url =
        receivers.raw(socket -> drip(socket, "HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n"));
    hangs(Deliveries.to(url), "reading the response", 1);
  }

  @Test
  void endlessHeaders() {
    floods("HTTP/1.1 200 OK\r\n", "X-A: b\r\n", ErrorKind.RESPONSE_TOO_LARGE);
  }

  @Test
  void anEndlessHeader() {
    floods("HTTP/1.1 200 OK\r\nX-A: ", "b", ErrorKind.RESPONSE_TOO_LARGE);
  }

  @Test
  void endlessInterimResponses() {
    floods("", "HTTP/1.1 100 Continue\r\n\r\n", ErrorKind.RESPONSE_TOO_LARGE);
    floods("", "HTTP/1.1 103 Early Hints\r\nX-A: b\r\n\r\n", ErrorKind.RESPONSE_TOO_LARGE);
  }

  @Test
  void endlessTrailers() {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
    floods(head, "X-A: b\r\n", ErrorKind.RESPONSE_TOO_LARGE);
  }

  @Test
  void chunksThatAreMostlyExtensions() {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    floods(head, "1;a=" + "b".repeat(3_000) + "\r\nx\r\n", ErrorKind.NONE);
  }

  @Test
  void aGzipBomb() throws IOException {
    byte[] bomb = Receivers.gzip(new byte[60_000_000]);
    String url =
        receivers.raw(
            socket -> {
              // It answers once: a second request on its connection would wait for ever.
              String head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\n";
              socket.write(head + "Content-Length: " + bomb.length + "\r\n\r\n");
              socket.write(Buffer.buffer(bomb));
            });
    List<CompletableFuture<Attempt>> bombs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      bombs.add(begin(Deliveries.to(url)));
    }
    othersGoOn();
    for (CompletableFuture<Attempt> attempt : bombs) {
      assertThat(attempt.join().getResult()).isEqualTo(AttemptResult.DELIVERED);
      assertThat(attempt.join().getResponseBody().remaining()).isEqualTo(ResponseCapture.MAX_KEPT);
    }
  }

  /** One that has a minute is out while others go on; one that has a moment ends after it. */
  private void hangs(Delivery delivery, String step, int sockets) {
    Delivery brief = Delivery.newBuilder(delivery).setTimeoutMs(300).build();
    CompletableFuture<Attempt> stays = begin(Deliveries.withTimeout(delivery, 60_000));
    CompletableFuture<Attempt> ends = begin(brief);
    othersGoOn();
    assertThat(stays).as("still out").isNotDone();
    Attempt attempt = ends.join();
    assertThat(attempt.getError()).isEqualTo(ErrorKind.TIMEOUT);
    assertThat(attempt.getErrorMessage()).contains("300 ms").contains(step);
    othersGoOn();
    assertThat(stays).as("still out").isNotDone();
    assertThat(open())
        .as("the idle one of the others, and those of the one that is out")
        .isEqualTo(1 + sockets);
    exchange.close();
  }

  /** It is written for as long as somebody reads; nobody has to wait for a deadline. */
  private void floods(String head, String again, ErrorKind kind) {
    Buffer much = Buffer.buffer(again.repeat(1 + 16_000 / again.length()));
    String url =
        receivers.raw(
            socket -> {
              socket.write(head);
              flood(socket, much);
            });
    List<CompletableFuture<Attempt>> floods = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      floods.add(begin(Deliveries.to(url)));
    }
    othersGoOn();
    for (CompletableFuture<Attempt> attempt : floods) {
      assertThat(attempt.join().getError()).isEqualTo(kind);
    }
    assertThat(open()).as("only the idle one of the others").isEqualTo(1);
  }

  private static void flood(NetSocket socket, Buffer much) {
    socket.write(much).onSuccess(v -> flood(socket, much));
  }

  private void drip(NetSocket socket, String head) {
    socket.write(head);
    long timer = receivers.vertx.setPeriodic(20, id -> socket.write("x"));
    socket.closeHandler(v -> receivers.vertx.cancelTimer(timer));
  }

  private String other = "";

  private void othersGoOn() {
    if (other.isEmpty()) {
      other = receivers.raw(socket -> socket.handler(bytes -> socket.write(OK)));
    }
    for (int i = 0; i < 20; i++) {
      int port = Receivers.port(other);
      Delivery delivery = Deliveries.to("http://receiver.example:" + port + "/");
      assertThat(send(delivery).getResult()).isEqualTo(AttemptResult.DELIVERED);
    }
  }

  private CompletableFuture<Attempt> begin(Delivery delivery) {
    return exchange.send(delivery, false).toCompletableFuture().orTimeout(70, TimeUnit.SECONDS);
  }
}
