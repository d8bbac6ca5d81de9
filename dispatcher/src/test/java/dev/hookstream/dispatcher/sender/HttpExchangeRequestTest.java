package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What goes over the wire. */
class HttpExchangeRequestTest extends HttpExchangeFixture {
  @Test
  void theRequestArrivesAsItWasSignedWithTheNameAsItsHost() {
    CompletableFuture<List<String>> seen = new CompletableFuture<>();
    int port =
        Receivers.port(
            receivers.http(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body -> {
                              List<String> lines = new ArrayList<>();
                              lines.add(request.method() + " " + request.uri());
                              lines.add(body.toString());
                              request
                                  .headers()
                                  .forEach(
                                      header ->
                                          lines.add(header.getKey() + ": " + header.getValue()));
                              seen.complete(lines);
                              request.response().end();
                            })));
    send(Deliveries.to("http://Receiver.example:" + port + "/hook?a=%20b"));
    assertThat(seen.join())
        .contains("POST /hook?a=%20b", Deliveries.BODY, "Content-Type: application/json")
        .contains("host: receiver.example:" + port)
        .anyMatch(line -> line.equalsIgnoreCase("content-length: " + Deliveries.BODY.length()))
        .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("accept-encoding"));
  }

  @Test
  void aSealedHeaderIsOpenedForTheReceiverAndLeftOutOfTheAttempt() {
    CompletableFuture<String> seen = new CompletableFuture<>();
    String url =
        receivers.http(
            request -> {
              seen.complete(request.getHeader("Authorization"));
              request.response().end();
            });
    Delivery delivery = Deliveries.to(url);
    delivery.setHeaders(
        List.of(new Header("Authorization", "c2VhbGVk", true), new Header("X-A", "b", false)));
    Attempt attempt = send(delivery);
    assertThat(seen.join()).isEqualTo("opened c2VhbGVk for wh_1");
    assertThat(attempt.getRequestHeaders()).extracting(Header::getName).containsExactly("X-A");
    assertThat(attempt.toString()).doesNotContain("opened");
  }

  @Test
  void aSealedHeaderThatCannotBeOpenedFailsWithoutARequest() {
    Delivery delivery = Deliveries.to(receivers.http(request -> request.response().end()));
    delivery.setHeaders(List.of(new Header("Authorization", "bad", true)));
    Attempt attempt = send(delivery);
    assertThat(attempt.getResult()).isEqualTo(AttemptResult.FAILED);
    assertThat(attempt.getErrorMessage()).contains("Authorization").doesNotContain("bad");
    assertThat(attempt.getStatus()).isNull();
  }

  @Test
  void aHeaderCannotSmuggleASecondRequest() {
    AtomicInteger calls = new AtomicInteger();
    String url =
        receivers.http(
            request -> {
              calls.incrementAndGet();
              request.response().end();
            });
    for (Header bad :
        List.of(
            new Header("X-A", "b\r\nX-C: d", false),
            new Header("X-A", "b\nd", false),
            new Header("X-A", "b\u0000", false),
            new Header("X-A", "\u560a", false),
            new Header("X-A\r\nX-B", "c", false),
            new Header("X A", "c", false),
            new Header("", "c", false))) {
      Delivery delivery = Deliveries.to(url);
      delivery.setHeaders(List.of(bad));
      assertThat(send(delivery).getError()).as(bad.toString()).isEqualTo(ErrorKind.PROTOCOL);
    }
    assertThat(calls).hasValue(0);
  }

  @Test
  void framingHeadersAreNotTheOwnersToSet() {
    CompletableFuture<String> seen = new CompletableFuture<>();
    String url =
        receivers.http(
            request ->
                request
                    .body()
                    .onSuccess(
                        body -> {
                          seen.complete(request.getHeader("Host") + " " + body);
                          request.response().end();
                        }));
    Delivery delivery = Deliveries.to(url);
    delivery.setHeaders(
        List.of(
            new Header("Host", "evil.example", false),
            new Header("Content-Length", "1", false),
            new Header("Transfer-Encoding", "chunked", false),
            new Header("Connection", "close", false)));
    assertThat(send(delivery).getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(seen.join()).isEqualTo("127.0.0.1:" + Receivers.port(url) + " " + Deliveries.BODY);
  }
}
