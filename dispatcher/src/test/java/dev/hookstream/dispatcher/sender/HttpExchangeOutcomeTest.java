package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Header;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a success and what is a failure, by the answer. */
class HttpExchangeOutcomeTest extends HttpExchangeFixture {
  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void anyTwoHundredIsASuccessAndLeavesTheBodyOut(int status) {
    String url = receivers.http(request -> request.response().setStatusCode(status).end());
    Attempt attempt = send(Deliveries.to(url));
    assertThat(attempt.getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(attempt.getStatus()).isEqualTo(status);
    assertThat(attempt.getError()).isEqualTo(ErrorKind.NONE);
    assertThat(attempt.getBody()).isNull();
    assertThat(attempt.getTimings().getTotal())
        .isGreaterThanOrEqualTo(attempt.getTimings().getFirstByte());
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 304, 307, 400, 404, 410, 429, 500, 503})
  void anythingElseIsAFailureWithTheBodyForItsRetry(int status) {
    AtomicInteger calls = new AtomicInteger();
    String url =
        receivers.http(
            request -> {
              calls.incrementAndGet();
              request.response().setStatusCode(status).putHeader("Location", "/other").end();
            });
    Attempt attempt = send(Deliveries.to(url));
    assertThat(attempt.getResult()).isEqualTo(AttemptResult.FAILED);
    assertThat(attempt.getError()).isEqualTo(ErrorKind.STATUS);
    assertThat(attempt.getStatus()).isEqualTo(status);
    assertThat(Deliveries.text(attempt.getBody())).isEqualTo(Deliveries.BODY);
    assertThat(calls).as("a redirect is not followed").hasValue(1);
  }

  @Test
  void aReasonPhraseIsKeptShortAndWithoutControlCharacters() {
    String phrase = "No\u001b[31m\u0085way" + "!".repeat(2_000);
    String answer = "HTTP/1.1 500 " + phrase + "\r\nContent-Length: 0\r\n\r\n";
    String url =
        receivers.raw(
            socket -> socket.handler(bytes -> socket.write(Buffer.buffer(answer, "ISO-8859-1"))));
    String message = String.valueOf(send(Deliveries.to(url)).getErrorMessage());
    assertThat(message).startsWith("the endpoint answered 500 No[31mway!!!");
    assertThat(message).hasSizeLessThan(350).doesNotContain("\u001b", "\u0085");
  }

  @Test
  void somethingThatIsNotHttpIsAProtocolError() {
    String url = receivers.raw(socket -> socket.write("SSH-2.0-OpenSSH_9.2p1 Debian\r\n\r\n"));
    assertThat(send(Deliveries.to(url)).getError()).isEqualTo(ErrorKind.PROTOCOL);
  }

  @Test
  void aFreshConnectionClosedWithoutAnAnswerIsAResetAndNotTriedAgain() {
    AtomicInteger connections = new AtomicInteger();
    String url =
        receivers.raw(
            socket -> {
              connections.incrementAndGet();
              socket.handler(bytes -> socket.close());
            });
    assertThat(send(Deliveries.to(url)).getError()).isEqualTo(ErrorKind.RESET);
    assertThat(connections).hasValue(1);
  }

  @Test
  void aResponseThatIsCutOffIsAReset() {
    String url =
        receivers.raw(
            socket ->
                socket.handler(
                    bytes ->
                        socket
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
                            .onComplete(v -> socket.close())));
    Attempt attempt = send(Deliveries.to(url));
    assertThat(attempt.getResult()).isEqualTo(AttemptResult.FAILED);
    assertThat(attempt.getError()).isEqualTo(ErrorKind.RESET);
  }

  @Test
  void nobodyListeningIsAConnectFailure() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Attempt attempt = send(Deliveries.to("http://127.0.0.1:" + port + "/"));
    assertThat(attempt.getError()).isEqualTo(ErrorKind.CONNECT);
    assertThat(attempt.getErrorMessage()).contains("127.0.0.1:" + port);
    assertThat(attempt.getTimings().getConnected()).isEqualTo(-1);
  }

  @Test
  void aTestSendIsMarked() {
    String url = receivers.http(request -> request.response().end("pong"));
    Attempt attempt = send(Deliveries.to(url), true);
    assertThat(attempt.getTest()).isTrue();
    assertThat(Deliveries.text(attempt.getResponseBody())).isEqualTo("pong");
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 102, 103})
  void anInterimResponseIsPassedOver(int interim) {
    String url =
        receivers.raw(
            socket ->
                socket.handler(
                    bytes -> socket.write("HTTP/1.1 " + interim + " Wait\r\nX-A: b\r\n\r\n" + OK)));
    Attempt attempt = send(Deliveries.to(url));
    assertThat(attempt.getStatus()).isEqualTo(200);
    assertThat(attempt.getResponseHeaders()).extracting(Header::getName).doesNotContain("X-A");
  }

  @Test
  void theAnswerToHeadHasNoBodyWhateverItsHeadSays() {
    String url =
        receivers.raw(
            socket ->
                socket.handler(
                    bytes -> socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")));
    Delivery delivery = Deliveries.to(url);
    delivery.setMethod("HEAD");
    assertThat(send(delivery).getResult()).isEqualTo(AttemptResult.DELIVERED);
  }

  @Test
  void aBodyWithoutALengthEndsWithItsConnection() {
    String url =
        receivers.raw(
            socket ->
                socket.handler(
                    bytes ->
                        socket
                            .write("HTTP/1.1 200 OK\r\n\r\nall of it")
                            .onComplete(v -> socket.close())));
    Attempt attempt = send(Deliveries.to(url));
    assertThat(attempt.getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(Deliveries.text(attempt.getResponseBody())).isEqualTo("all of it");
  }
}
