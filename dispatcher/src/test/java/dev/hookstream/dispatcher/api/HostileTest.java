package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileTest {
  private static final String HOOK =
      "{\"url\":\"https://example.com/h\",\"events\":[\"*\"],\"headers\":{\"X-A\":{\"value\":\"v\","
          + "\"secret\":true}},\"metadata\":{\"a\":\"b\"},\"max_in_flight\":5,\"retry\":null}";
  private static final String EVENT =
      "{\"type\":\"chatbot.csat.received\",\"data\":{\"score\":4.5,\"comment\":\"\\u00e9 🙂\"},"
          + "\"id\":\"e-1\",\"occurred_at\":\"2026-01-02T03:04:05Z\"}";

  private final ApiFixture api = new ApiFixture();
  private final String key = api.key("ws_1", "aresgen");

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void damagedBodiesAreNeverAFaultOfOurs() {
    Random random = new Random(20260511);
    String webhook = "/v1/webhooks/" + api.post("/v1/webhooks", key, HOOK).is(201).at("/id");
    for (int i = 0; i < 1_500; i++) {
      boolean event = random.nextInt(3) > 0;
      byte[] body = damage((event ? EVENT : HOOK).getBytes(StandardCharsets.UTF_8), random);
      Answer answer =
          event
              ? api.send("POST", "/v1/events", key, body)
              : random.nextBoolean()
                  ? api.send("POST", "/v1/webhooks", key, body)
                  : api.send("PATCH", webhook, key, body);
      assertThat(answer.status())
          .as(new String(body, StandardCharsets.ISO_8859_1) + " → " + answer.text())
          .isIn(200, 201, 202, 400, 404, 409, 413, 422);
    }
  }

  private static byte[] damage(byte[] good, Random random) {
    String[] tokens = {
      "null",
      "{}",
      "[]",
      "1e999999999",
      "-1",
      "\"\\u0000\"",
      "\"\\ud800\"",
      "true",
      ",",
      ":",
      "\"",
      "{\"a\":",
      "[[[[",
      "\\",
      "999999999999999999999999",
      "\"*\"",
      "\n",
      "\u0000"
    };
    StringBuilder text = new StringBuilder(new String(good, StandardCharsets.ISO_8859_1));
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      int at = random.nextInt(text.length());
      int to = Math.min(text.length(), at + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(at, to);
        case 1 -> text.insert(at, tokens[random.nextInt(tokens.length)]);
        case 2 -> text.replace(at, to, tokens[random.nextInt(tokens.length)]);
        default -> text.setCharAt(at, (char) random.nextInt(256));
      }
      if (text.isEmpty()) {
        text.append(' ');
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "null",
        "[]",
        "17",
        "\"x\"",
        "{\"url\":\"https://a.example\",\"url\":\"https://b.example\",\"events\":[\"*\"]}",
        "{\"url\":\"https://a.example\",\"events\":[\"*\"]} x",
        "{\"url\":\"https://a.example\",\"events\":[\"*\"]}{}",
        "{'url':'https://a.example'}",
        "{\"url\":NaN}",
        "// comment\n{}",
        "\uFEFF\uFEFF{}",
      })
  void whatIsNotOneJsonObjectIsRefusedInWords(String body) {
    Answer answer = api.post("/v1/webhooks", key, body);
    assertThat(answer.status()).isIn(400, 422);
    assertThat(answer.at("/detail"))
        .isNotEmpty()
        .doesNotContain("Exception")
        .doesNotContain("jackson");
  }

  @Test
  void deepNestingIsRefused() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    api.post("/v1/webhooks", key, deep).is(400);
    String data = "{\"type\":\"voice.trained\",\"data\":{\"a\":%s}}";
    api.post("/v1/events", key, data.formatted("[".repeat(9_000) + "]".repeat(9_000))).is(400);
    String utf16 =
        new String("{}".getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1);
    api.post("/v1/webhooks", key, utf16).is(400);
  }

  @Test
  void otherMediaTypesAndEncodingsAreRefused() {
    for (String type :
        List.of(
            "text/plain",
            "application/xml",
            "application/json; charset=utf-16",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            ";",
            "application/merge-patch+json")) {
      api.post("/v1/webhooks", key, HOOK, "Content-Type", type).is(415);
    }
    api.post("/v1/webhooks", key, HOOK, "Content-Type", "application/json;charset=\"UTF-8\"")
        .is(201);
    api.post("/v1/webhooks", key, HOOK, "Content-Encoding", "gzip").is(415);
    String path = "/v1/webhooks/" + api.post("/v1/webhooks", key, HOOK).at("/id");
    api.patch(path, key, "{}", "Content-Type", "application/merge-patch+json").is(200);
  }

  @Test
  void pathsAndMethodsThatAreNotThereAreNamed() {
    api.get("/v1/nothing", key).is(404);
    api.get("/", null).is(404);
    api.get("/v1/webhooks/a/b/c", key).is(404);
    Answer wrong = api.send("PUT", "/v1/webhooks/wh_1", key, null).is(405);
    assertThat(wrong.response().headers().firstValue("Allow")).contains("GET, PATCH, DELETE");
    assertThat(api.send("DELETE", "/v1/events", key, null).is(405).at("/detail")).contains("POST");
  }

  @Test
  void aBodyWhereNoneIsTakenIsRefused() {
    api.send("DELETE", "/v1/webhooks/wh_1", key, "{}".getBytes(StandardCharsets.UTF_8)).is(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/webhooks/%ZZ HTTP/1.1\r\nHost: x\r\nX-API-Key: KEY\r\n\r\n",
        "GET /v1/webhooks/%00%0a HTTP/1.1\r\nHost: x\r\nX-API-Key: KEY\r\n\r\n",
        "GET /v1/webhooks/%ff%fe HTTP/1.1\r\nHost: x\r\nX-API-Key: KEY\r\n\r\n",
        "GET /v1/webhooks/..%2f..%2fetc HTTP/1.1\r\nHost: x\r\nX-API-Key: KEY\r\n\r\n",
        "GET /v1/webhooks?limit=%ZZ HTTP/1.1\r\nHost: x\r\nX-API-Key: KEY\r\n\r\n",
        "GET /v1/webhooks?% HTTP/1.1\r\nHost: x\r\nX-API-Key: KEY\r\n\r\n",
        "GET /v1/webhooks?&&&=&a HTTP/1.1\r\nHost: x\r\nX-API-Key: KEY\r\n\r\n",
        "GET //v1//webhooks HTTP/1.1\r\nHost: x\r\nX-API-Key: KEY\r\n\r\n",
        "GET http://evil/v1/webhooks HTTP/1.1\r\nHost: x\r\nX-API-Key: KEY\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET nothing HTTP/1.1\r\nHost: x\r\n\r\n",
        "BREW / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n",
        "rubbish\r\n\r\n",
        "POST /v1/events HTTP/1.1\r\nHost: x\r\nX-API-Key: KEY\r\nContent-Length: -5\r\n\r\n",
        "POST /v1/events HTTP/1.1\r\nHost: x\r\nX-API-Key: KEY\r\nContent-Length: 9999999999\r\n\r\n",
        "POST /v1/events HTTP/1.1\r\nHost: x\r\nX-API-Key: KEY\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
      })
  void oddRequestsAreAnsweredOrCutButNeverAFaultOfOurs(String request) throws IOException {
    String answer = raw(request.replace("KEY", key));
    assertThat(answer).matches("(?s)(HTTP/1\\.[01] [24]\\d\\d .*)?");
    assertThat(answer).doesNotContain("Exception");
    api.get("/healthz", null).is(200);
  }

  @Test
  void tooLongAHeadIsRefused() throws IOException {
    assertThat(raw("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
        .contains("application/problem+json");
    assertThat(raw("GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(40_000) + "\r\n\r\n"))
        .contains("application/problem+json");
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      byte[] buffer = new byte[8192];
      InputStream in = socket.getInputStream();
      int read = in.read(buffer);
      return read < 0 ? "" : new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
    }
  }

  private static ApiFixture hasty(Duration deadline, int workers) {
    return new ApiFixture(
        new ApiSettings("127.0.0.1", 0, Optional.of("op"), 65_536, deadline, workers, 99));
  }

  @Test
  void aCallerWhoSendsTooSlowlyIsCutOff() throws IOException {
    try (ApiFixture hasty = hasty(Duration.ofMillis(300), 2);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), hasty.port)) {
      socket.setSoTimeout(20_000);
      String head =
          "POST /v1/events HTTP/1.1\r\nHost: x\r\nX-API-Key: op\r\nX-Workspace-Id: w\r\n"
              + "Content-Length: 100\r\n\r\n{";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(answer).startsWith("HTTP/1.1 408").contains("slow-request");
    }
  }

  @Test
  void workThatTakesTooLongIsAnsweredAndHoldsNobodyUp() {
    try (ApiFixture hasty = hasty(Duration.ofMillis(500), 2)) {
      String its = hasty.key("ws_1", "aresgen");
      hasty.parts.publish = event -> new CompletableFuture<>();
      hasty.post("/v1/events", its, EVENT).is(504);
      hasty.get("/v1/webhooks", its).is(200);
    }
  }

  @Test
  void aStuckPartFillsTheWorkersButNotTheEventLoop() throws InterruptedException {
    CountDownLatch stuck = new CountDownLatch(1);
    try (ApiFixture hasty = hasty(Duration.ofSeconds(2), 1)) {
      String its = hasty.key("ws_1", "aresgen");
      hasty.parts.urlCheck =
          url -> {
            try {
              stuck.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return Optional.empty();
          };
      hasty.post("/v1/webhooks", its, HOOK).is(504);
      hasty.get("/healthz", null).is(200);
      hasty.get("/v1/webhooks", "hs_nobody").is(401);
    } finally {
      stuck.countDown();
    }
  }
}
