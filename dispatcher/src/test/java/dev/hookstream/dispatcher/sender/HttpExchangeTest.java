package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.sender.guard.AddressRules;
import dev.hookstream.dispatcher.sender.guard.Cidr;
import dev.hookstream.dispatcher.sender.guard.UrlGuard;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Header;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpExchangeTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final Map<String, List<String>> names = new HashMap<>();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private Path folder = Path.of("");
  private Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private HttpExchange exchange = exchange("127.0.0.0/8");

  @BeforeEach
  void prepare(@TempDir Path temporary) {
    folder = temporary;
    names.put("receiver.example", List.of("127.0.0.1"));
  }

  @AfterEach
  void stop() {
    exchange.close();
    vertx.close().await();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void anyTwoHundredIsASuccessAndLeavesTheBodyOut(int status) {
    String url = http(request -> request.response().setStatusCode(status).end());
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
        http(
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
  void theRequestArrivesAsItWasSignedWithTheNameAsItsHost() {
    CompletableFuture<List<String>> seen = new CompletableFuture<>();
    int port =
        port(
            http(
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
        http(
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
    Delivery delivery = Deliveries.to(http(request -> request.response().end()));
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
        http(
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
        http(
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
    assertThat(seen.join()).isEqualTo("127.0.0.1:" + port(url) + " " + Deliveries.BODY);
  }

  @Test
  void silenceEndsAtTheDeadline() {
    String url = raw(socket -> {});
    Attempt attempt = send(withTimeout(Deliveries.to(url), 300));
    assertThat(attempt.getError()).isEqualTo(ErrorKind.TIMEOUT);
    assertThat(attempt.getErrorMessage()).contains("300 ms").contains("waiting for the response");
  }

  @Test
  void aDripOfBytesEndsAtTheDeadlineThoughEachComesInTime() {
    String url =
        raw(
            socket -> {
              socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
              long timer = vertx.setPeriodic(20, id -> socket.write("x"));
              socket.closeHandler(v -> vertx.cancelTimer(timer));
            });
    Attempt attempt = send(withTimeout(Deliveries.to(url), 300));
    assertThat(attempt.getResult()).isEqualTo(AttemptResult.FAILED);
    assertThat(attempt.getError()).isEqualTo(ErrorKind.TIMEOUT);
    assertThat(attempt.getStatus()).isEqualTo(200);
    assertThat(attempt.getErrorMessage()).contains("reading the response");
  }

  @Test
  void aDripOfHeadersEndsAtTheDeadline() {
    String url =
        raw(
            socket -> {
              socket.write("HTTP/1.1 200 OK\r\n");
              long timer = vertx.setPeriodic(20, id -> socket.write("X-A: b\r\n"));
              socket.closeHandler(v -> vertx.cancelTimer(timer));
            });
    assertThat(send(withTimeout(Deliveries.to(url), 300)).getError()).isEqualTo(ErrorKind.TIMEOUT);
  }

  @Test
  void anEndlessBodyIsCutOffAndTheStatusDecides() {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    String url =
        raw(
            socket -> {
              socket.closeHandler(v -> closed.complete(null));
              socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
              long timer = vertx.setPeriodic(1, id -> socket.write("x".repeat(10_000)));
              socket.closeHandler(
                  v -> {
                    vertx.cancelTimer(timer);
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
    byte[] bomb = gzip(new byte[30_000_000]);
    String url =
        http(
            request ->
                request.response().putHeader("Content-Encoding", "gzip").end(Buffer.buffer(bomb)));
    Attempt attempt = send(Deliveries.to(url));
    assertThat(attempt.getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(attempt.getResponseBody().remaining()).isEqualTo(ResponseCapture.MAX_KEPT);
  }

  @Test
  void aCompressedAnswerIsKeptInClear() throws IOException {
    byte[] packed = gzip("{\"error\":\"no\"}".getBytes(StandardCharsets.UTF_8));
    String url =
        http(
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
        raw(socket -> socket.write("HTTP/1.1 200 OK\r\nX-A: " + "b".repeat(100_000) + "\r\n\r\n"));
    assertThat(send(Deliveries.to(url)).getError()).isEqualTo(ErrorKind.RESPONSE_TOO_LARGE);
  }

  @Test
  void ofALargeHeadOnlyPartIsKept() {
    String url =
        http(
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

  @Test
  void somethingThatIsNotHttpIsAProtocolError() {
    String url = raw(socket -> socket.write("SSH-2.0-OpenSSH_9.2p1 Debian\r\n\r\n"));
    assertThat(send(Deliveries.to(url)).getError()).isEqualTo(ErrorKind.PROTOCOL);
  }

  @Test
  void aFreshConnectionClosedWithoutAnAnswerIsAResetAndNotTriedAgain() {
    AtomicInteger connections = new AtomicInteger();
    String url =
        raw(
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
        raw(
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
  void aReusedConnectionThatIsClosedBeforeAnyByteIsDialledAnewInTheSameAttempt() {
    AtomicInteger connections = new AtomicInteger();
    AtomicInteger requests = new AtomicInteger();
    String url =
        raw(
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
        raw(
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
        raw(
            socket -> {
              connections.incrementAndGet();
              socket.handler(bytes -> socket.write(answer));
            });
    send(Deliveries.to(url));
    assertThat(send(Deliveries.to(url)).getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(connections).hasValue(2);
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
  void aSecondAddressIsTriedWhereTheFirstRefuses() {
    int port = port(http(request -> request.response().end()));
    names.put("two.example", List.of("127.0.0.2", "127.0.0.1"));
    assertThat(send(Deliveries.to("http://two.example:" + port + "/")).getResult())
        .isEqualTo(AttemptResult.DELIVERED);
  }

  @Test
  void aCertificateThatNobodyVouchesForIsATlsFailure() {
    String url = tls("localhost");
    Attempt attempt = send(Deliveries.to(url));
    assertThat(attempt.getError()).isEqualTo(ErrorKind.TLS);
    assertThat(attempt.getTimings().getSecured()).isEqualTo(-1);
  }

  @Test
  void aTrustedCertificateWithTheRightNameIsAcceptedAndOneWithAnotherIsNot() {
    TestCertificate certificate = TestCertificate.create(folder, "receiver.example");
    int port = port(tls(certificate));
    names.put("other.example", List.of("127.0.0.1"));
    exchange.close();
    exchange = exchange(Optional.of(certificate.pem().toString()), "127.0.0.0/8");
    Attempt right = send(Deliveries.to("https://receiver.example:" + port + "/"));
    Attempt wrong = send(Deliveries.to("https://other.example:" + port + "/"));
    assertThat(right.getErrorMessage()).isNull();
    assertThat(right.getTimings().getSecured()).isNotNegative();
    assertThat(wrong.getError()).isEqualTo(ErrorKind.TLS);
  }

  @Test
  void aNameWithOneForbiddenAddressIsNotConnectedTo() {
    AtomicInteger calls = new AtomicInteger();
    int port =
        port(
            http(
                request -> {
                  calls.incrementAndGet();
                  request.response().end();
                }));
    names.put("rebind.example", List.of("127.0.0.1", "169.254.169.254"));
    Attempt attempt = send(Deliveries.to("http://rebind.example:" + port + "/"));
    assertThat(attempt.getError()).isEqualTo(ErrorKind.URL_REFUSED);
    assertThat(attempt.getErrorMessage()).contains("169.254.169.254");
    assertThat(calls).hasValue(0);
  }

  @Test
  void aUrlThatWasRegisteredUnderOtherRulesIsRefusedAtTheConnection() {
    Attempt attempt = send(Deliveries.to("http://10.0.0.1/"));
    assertThat(attempt.getError()).isEqualTo(ErrorKind.URL_REFUSED);
    assertThat(Deliveries.text(attempt.getBody())).isEqualTo(Deliveries.BODY);
  }

  @Test
  void aNameThatDoesNotExistIsADnsFailure() {
    assertThat(send(Deliveries.to("http://nobody.example/")).getError()).isEqualTo(ErrorKind.DNS);
  }

  @Test
  void aNameServerThatDoesNotAnswerEndsAtTheDeadline() {
    Attempt attempt = send(withTimeout(Deliveries.to("http://silent.example/"), 200));
    assertThat(attempt.getError()).isEqualTo(ErrorKind.TIMEOUT);
    assertThat(attempt.getErrorMessage()).contains("resolving the name");
  }

  @Test
  void aTestSendIsMarked() {
    String url = http(request -> request.response().end("pong"));
    Attempt attempt = exchange.send(Deliveries.to(url), true).toCompletableFuture().join();
    assertThat(attempt.getTest()).isTrue();
    assertThat(Deliveries.text(attempt.getResponseBody())).isEqualTo("pong");
  }

  private Attempt send(Delivery delivery) {
    return exchange
        .send(delivery, false)
        .toCompletableFuture()
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }

  private static Delivery withTimeout(Delivery delivery, int millis) {
    delivery.setTimeoutMs(millis);
    return delivery;
  }

  private HttpExchange exchange(String... open) {
    return exchange(Optional.empty(), open);
  }

  private HttpExchange exchange(Optional<String> trust, String... open) {
    ExchangeSettings settings =
        new ExchangeSettings(2, Duration.ofSeconds(30), 10, 10, Duration.ofSeconds(10), trust);
    UrlGuard guard =
        new UrlGuard(
            true,
            new AddressRules(java.util.Arrays.stream(open).map(Cidr::parse).toList()),
            this::resolve,
            System::nanoTime);
    return new HttpExchange(
        vertx, settings, guard, HttpExchangeTest::unseal, InstantSource.system(), metrics);
  }

  private CompletableFuture<List<InetAddress>> resolve(String name) {
    if (name.equals("silent.example")) {
      return new CompletableFuture<>();
    }
    List<InetAddress> addresses = new ArrayList<>();
    try {
      for (String address : names.getOrDefault(name, List.of())) {
        addresses.add(InetAddress.getByName(address));
      }
    } catch (UnknownHostException e) {
      return CompletableFuture.failedFuture(e);
    }
    return CompletableFuture.completedFuture(addresses);
  }

  private static String unseal(String sealed, String context) {
    if (sealed.equals("bad")) {
      throw new IllegalStateException("bad");
    }
    return "opened " + sealed + " for " + context;
  }

  private String http(Handler<HttpServerRequest> handler) {
    int port =
        vertx
            .createHttpServer()
            .requestHandler(handler)
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    return "http://127.0.0.1:" + port + "/hook";
  }

  private String raw(Handler<NetSocket> handler) {
    int port =
        vertx.createNetServer().connectHandler(handler).listen(0, "127.0.0.1").await().actualPort();
    return "http://127.0.0.1:" + port + "/hook";
  }

  private String tls(String name) {
    return tls(TestCertificate.create(folder, name));
  }

  private String tls(TestCertificate certificate) {
    HttpServerOptions options =
        new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.options());
    int port =
        vertx
            .createHttpServer(options)
            .requestHandler(request -> request.response().end())
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    return "https://localhost:" + port + "/";
  }

  private static int port(String url) {
    return java.net.URI.create(url).getPort();
  }

  private static byte[] gzip(byte[] clear) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(clear);
    }
    return out.toByteArray();
  }
}
