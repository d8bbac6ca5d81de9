package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.testing.TestCertificate;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.ErrorKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which connections are used again, and whom they lead to. */
class HttpExchangeConnectionTest extends HttpExchangeFixture {
  @Test
  void aReusedConnectionThatIsClosedBeforeAnyByteIsDialledAnewInTheSameAttempt() {
    AtomicInteger connections = new AtomicInteger();
    AtomicInteger requests = new AtomicInteger();
    String url =
        receivers.raw(
            socket -> {
              int connection = connections.incrementAndGet();
              AtomicInteger here = new AtomicInteger();
              socket.handler(
                  bytes -> {
                    requests.incrementAndGet();
                    if (connection == 1 && here.incrementAndGet() > 1) {
                      socket.close();
                    } else {
                      socket.write(OK);
                    }
                  });
            });
    Attempt first = send(Deliveries.to(url));
    Attempt second = send(Deliveries.to(url));
    assertThat(first.getTimings().getConnected()).isNotNegative();
    assertThat(second.getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(second.getAttempt()).isEqualTo(1);
    assertThat(connections).hasValue(2);
    assertThat(requests).hasValue(3);
  }

  @Test
  void aConnectionIsUsedAgainAndThenNothingIsConnected() {
    AtomicInteger connections = new AtomicInteger();
    String url =
        receivers.raw(
            socket -> {
              connections.incrementAndGet();
              socket.handler(bytes -> socket.write(OK));
            });
    send(Deliveries.to(url));
    Attempt second = send(Deliveries.to(url));
    assertThat(connections).hasValue(1);
    assertThat(second.getTimings().getConnected()).isEqualTo(-1);
    assertThat(metrics.counter("hookstream.sender.connections.opened").count()).isEqualTo(1);
    assertThat(metrics.counter("hookstream.sender.connections.reused").count()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 0\r\n\r\n"
      })
  void aConnectionThatTheServerIsAboutToCloseIsNotUsedAgain(String answer) {
    AtomicInteger connections = new AtomicInteger();
    String url =
        receivers.raw(
            socket -> {
              connections.incrementAndGet();
              socket.handler(bytes -> socket.write(answer));
            });
    send(Deliveries.to(url));
    assertThat(send(Deliveries.to(url)).getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(connections).hasValue(2);
  }

  @Test
  void aSecondAddressIsTriedWhereTheFirstRefuses() {
    int port = Receivers.port(receivers.http(request -> request.response().end()));
    names.put("two.example", List.of("127.0.0.2", "127.0.0.1"));
    assertThat(send(Deliveries.to("http://two.example:" + port + "/")).getResult())
        .isEqualTo(AttemptResult.DELIVERED);
  }

  @Test
  void whereNoAddressLeadsAnywhereTheFirstSaysWhyAndTheOthersAreNamed() {
    int tls = Receivers.port(receivers.tls(TestCertificate.create(folder, "localhost")));
    names.put("two.example", List.of("127.0.0.1", "127.0.0.2"));
    Attempt attempt = send(Deliveries.to("https://two.example:" + tls + "/"));
    assertThat(attempt.getError()).isEqualTo(ErrorKind.TLS);
    assertThat(attempt.getErrorMessage()).endsWith("; nor over 127.0.0.2: CONNECT");
    assertThat(open()).isZero();
  }

  @Test
  void aCertificateThatNobodyVouchesForIsATlsFailure() {
    String url = receivers.tls(TestCertificate.create(folder, "localhost"));
    Attempt attempt = send(Deliveries.to(url));
    assertThat(attempt.getError()).isEqualTo(ErrorKind.TLS);
    assertThat(attempt.getTimings().getSecured()).isEqualTo(-1);
  }

  @Test
  void aTrustedCertificateWithTheRightNameIsAcceptedAndOneWithAnotherIsNot() {
    TestCertificate certificate = TestCertificate.create(folder, "receiver.example");
    int port = Receivers.port(receivers.tls(certificate));
    names.put("other.example", List.of("127.0.0.1"));
    trust(certificate);
    Attempt right = send(Deliveries.to("https://receiver.example:" + port + "/"));
    Attempt wrong = send(Deliveries.to("https://other.example:" + port + "/"));
    assertThat(right.getErrorMessage()).isNull();
    assertThat(right.getTimings().getSecured()).isNotNegative();
    assertThat(wrong.getError()).isEqualTo(ErrorKind.TLS);
  }

  @Test
  void whatNobodyAskedForClosesTheConnection() {
    AtomicInteger connections = new AtomicInteger();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    String url =
        receivers.raw(
            socket -> {
              connections.incrementAndGet();
              socket.closeHandler(v -> closed.complete(null));
              socket.handler(bytes -> socket.write(OK + OK));
            });
    send(Deliveries.to(url));
    assertThat(closed).succeedsWithin(Duration.ofSeconds(20));
    assertThat(send(Deliveries.to(url)).getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(connections).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        OK + "!!",
        "HTTP/1.1 204 No Content\r\n\r\nok",
        OK + "HTTP/1.1 500 Not Asked For\r\nX-A: ",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\n"
      })
  void whatComesAfterAResponseIsNotTheNextOnes(String answer) {
    AtomicInteger connections = new AtomicInteger();
    String url =
        receivers.raw(
            socket -> {
              boolean first = connections.incrementAndGet() == 1;
              socket.handler(bytes -> socket.write(first ? answer : OK));
            });
    send(Deliveries.to(url));
    Attempt second = send(Deliveries.to(url));
    assertThat(second.getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(second.getStatus()).isEqualTo(200);
    assertThat(connections).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 20",
        "HTTP/1.1 102 Processing\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX-A: b\r\nCont",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"
      })
  void aRequestThatTheServerBeganToAnswerIsNotMadeTwice(String begun) {
    AtomicInteger requests = new AtomicInteger();
    String url =
        receivers.raw(
            socket ->
                socket.handler(
                    bytes -> {
                      if (requests.incrementAndGet() == 1) {
                        socket.write(OK);
                      } else {
                        socket.write(begun).onComplete(v -> socket.close());
                      }
                    }));
    send(Deliveries.to(url));
    assertThat(send(Deliveries.to(url)).getError()).isEqualTo(ErrorKind.RESET);
    assertThat(requests).hasValue(2);
  }

  @Test
  void aConnectionWhoseRequestTheServerDoesNotReadIsNotUsedAgain() {
    AtomicInteger connections = new AtomicInteger();
    String url =
        receivers.raw(
            socket -> {
              connections.incrementAndGet();
              AtomicInteger part = new AtomicInteger();
              socket.handler(
                  bytes -> {
                    if (part.incrementAndGet() == 1) {
                      socket.pause();
                      socket.write(OK);
                    }
                  });
            });
    Delivery large = Deliveries.to(url);
    large.setBody(ByteBuffer.allocate(64 << 20));
    assertThat(send(large).getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(send(Deliveries.to(url)).getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(connections).hasValue(2);
  }
}
