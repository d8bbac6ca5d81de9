package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.ErrorKind;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A receiver that is slow, or sends too much. */
class HttpExchangeBoundsTest extends HttpExchangeFixture {
  @Test
  void silenceEndsAtTheDeadline() {
    String url = receivers.raw(socket -> {});
    Attempt attempt = send(Deliveries.withTimeout(Deliveries.to(url), 300));
    assertThat(attempt.getError()).isEqualTo(ErrorKind.TIMEOUT);
    assertThat(attempt.getErrorMessage()).contains("300 ms").contains("waiting for the response");
  }

  @Test
  void aDripOfBytesEndsAtTheDeadlineThoughEachComesInTime() {
    String url =
        receivers.raw(
            socket -> {
              socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
              long timer = receivers.vertx.setPeriodic(20, id -> socket.write("x"));
              socket.closeHandler(v -> receivers.vertx.cancelTimer(timer));
            });
    Attempt attempt = send(Deliveries.withTimeout(Deliveries.to(url), 300));
    assertThat(attempt.getResult()).isEqualTo(AttemptResult.FAILED);
    assertThat(attempt.getError()).isEqualTo(ErrorKind.TIMEOUT);
    assertThat(attempt.getStatus()).isEqualTo(200);
    assertThat(attempt.getErrorMessage()).contains("reading the response");
  }

  @Test
  void aDripOfHeadersEndsAtTheDeadline() {
    String url =
        receivers.raw(
            socket -> {
              socket.write("HTTP/1.1 200 OK\r\n");
              long timer = receivers.vertx.setPeriodic(20, id -> socket.write("X-A: b\r\n"));
              socket.closeHandler(v -> receivers.vertx.cancelTimer(timer));
            });
    assertThat(send(Deliveries.withTimeout(Deliveries.to(url), 300)).getError())
        .isEqualTo(ErrorKind.TIMEOUT);
  }

  @Test
  void anEndlessBodyIsCutOffAndTheStatusDecides() {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    String url =
        receivers.raw(
            socket -> {
              socket.closeHandler(v -> closed.complete(null));
              socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
              long timer = receivers.vertx.setPeriodic(1, id -> socket.write("x".repeat(10_000)));
              socket.closeHandler(
                  v -> {
                    receivers.vertx.cancelTimer(timer);
                    closed.complete(null);
                  });
            });
    Attempt attempt = send(Deliveries.to(url));
    assertThat(attempt.getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(attempt.getResponseBody().remaining()).isEqualTo(ResponseCapture.MAX_KEPT);
    assertThat(closed).as("the connection is closed").succeedsWithin(Duration.ofSeconds(20));
  }

  @Test
  void aGzipBombStaysPackedButForWhatIsKept() throws IOException {
    byte[] bomb = Receivers.gzip(new byte[30_000_000]);
    String url =
        receivers.http(
            request ->
                request.response().putHeader("Content-Encoding", "gzip").end(Buffer.buffer(bomb)));
    Attempt attempt = send(Deliveries.to(url));
    assertThat(attempt.getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(attempt.getResponseBody().remaining()).isEqualTo(ResponseCapture.MAX_KEPT);
  }

  @Test
  void aCompressedAnswerIsKeptInClear() throws IOException {
    byte[] packed = Receivers.gzip("{\"error\":\"no\"}".getBytes(StandardCharsets.UTF_8));
    String url =
        receivers.http(
            request ->
                request
                    .response()
                    .setStatusCode(500)
                    .putHeader("Content-Encoding", "gzip")
                    .end(Buffer.buffer(packed)));
    assertThat(Deliveries.text(send(Deliveries.to(url)).getResponseBody()))
        .isEqualTo("{\"error\":\"no\"}");
  }

  @Test
  void aHeadThatIsTooLargeIsAFailureThatSaysSo() {
    String url =
        receivers.raw(
            socket -> socket.write("HTTP/1.1 200 OK\r\nX-A: " + "b".repeat(100_000) + "\r\n\r\n"));
    assertThat(send(Deliveries.to(url)).getError()).isEqualTo(ErrorKind.RESPONSE_TOO_LARGE);
  }

  @Test
  void ofALargeHeadOnlyPartIsKept() {
    String url =
        receivers.http(
            request -> {
              for (int i = 0; i < 12; i++) {
                request.response().putHeader("X-" + i, "b".repeat(1_200));
              }
              request.response().end();
            });
    Attempt attempt = send(Deliveries.to(url));
    assertThat(attempt.getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(attempt.getResponseHeaders().stream().mapToInt(h -> h.getValue().length()).sum())
        .isLessThanOrEqualTo(8 * 1024);
  }
}
