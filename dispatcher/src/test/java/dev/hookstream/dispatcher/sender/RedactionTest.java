package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Header;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Receivers that send back what they were sent. The fixture opens a box to "opened … for wh_1". */
class RedactionTest extends HttpExchangeFixture {
  private static final String SECRET = "opened box for wh_1";

  private static Delivery to(String url) {
    return Delivery.newBuilder(Deliveries.to(url))
        .setHeaders(List.of(new Header("X-Key", "box", true)))
        .build();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Bearer abc/d\\\"ef | abc/d\\\"ef",
        "Bearer abc/def | {\"a\":\"abc\\/def\"}",
        "Bearer a&b<c | a\\u0026b\\u003cc",
        "Bearer a&b<c | <p>a&amp;b&lt;c</p>",
        "Bearer abc/def | ?t=abc%2Fdef",
        "Bearer abcdef | YWJjZGVm",
        "Bearer abcdef | BEARER ABCDEF",
        "Basic YWRhOnBhc3N3b3Jk | YWRhOnBhc3N3b3Jk",
        "Basic YWRhOnBhc3N3b3Jk | your password is no good",
        "Basic YWRhOnBhc3N3b3Jk | ada:password",
        // System.Text.Json, and that of .NET Framework
        "Bearer abc+d\"e | {\"a\":\"abc\\u002Bd\\u0022e\"}",
        "Bearer abc+d/e | abc\\u002bd\\/e",
        // Python's repr, html.escape and quote
        "Bearer abc'd | b'abc\\'d'",
        "Bearer abc'd\"e | <b>abc&#x27;d&quot;e</b>",
        "Bearer abc'd | abc&#39;d",
        "Bearer abc'd | abc&#0039;d",
        "Bearer abcé | abc\\xe9",
        "Bearer abcé | abc\\u00e9",
        "Bearer abcé | abc%C3%A9",
        // JavaScript's encodeURIComponent, encodeURI, escape and URLSearchParams
        "Bearer abc'd/e f | abc'd%2Fe%20f",
        "Bearer abc+d/e f | abc+d/e%20f",
        "Bearer abc@d | abc%u0040d",
        "Bearer abc'd/e f | abc%27d%2Fe+f",
        // HTML in JSON
        "Bearer abc'd/e<f | {\"html\":\"<b>abc&#39;d\\/e\\u003cf</b>\"}",
        // what a secret holds may look like an escape, in clear and escaped
        "Bearer abc%41\\x41&amp;d | abc%41\\x41&amp;d",
        "Bearer abc%41\"\\d | {\"a\":\"abc%41\\\"\\\\d\"}",
        "Bearer abc&lt;d/e | ?t=abc%26lt%3Bd%2Fe",
        "Bearer abcdûÿþ | YWJjZPv_/g",
        "Bearer abcdûÿþ | YWJjZPv%2F%2Fg==",
      })
  void inWhateverFormItComesBackItIsNotKept(String secret, String answer) {
    String kept = Redaction.of(List.of(secret)).text(answer);
    assertThat(kept).contains(Redaction.INSTEAD);
    for (String part : List.of("abc", "a&b", "YWJj", "ABC", "YWRh", "password")) {
      assertThat(kept).doesNotContain(part);
    }
  }

  @Test
  void whatIsNoSecretStays() {
    assertThat(Redaction.of(List.of("Bearer xyz")).text("xyz ok")).isEqualTo("xyz ok");
    assertThat(Redaction.of(List.of()).text("Bearer abcdef")).isEqualTo("Bearer abcdef");
  }

  /** Also within an escape. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "abcd",
        "abcd\\",
        "abcd\\u",
        "abcd\\u002",
        "abcd%",
        "abcd%2",
        "abcd&#4",
        "abcd&plu"
      })
  void aBeginningThatTheEndCutsOffIsNotKept(String end) {
    Redaction redaction = Redaction.of(List.of("Bearer abcd+efgh"));
    assertThat(redaction.text("you sent " + end)).isEqualTo("you sent [secret]");
    assertThat(redaction.text("you sent abc")).isEqualTo("you sent abc");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<abcabcabcab>  | <[secret]>",
        "<abcabcabcabc> | <[secret]c>",
        "<abcabcabca>   | <[secret]ca>",
        "<abcabc-abcab> | <abcabc-abcab>",
        "a%b&c;d\\u1\\ e  | a%b&c;d\\u1\\ e",
        "&nothing; %zz abcabcab. \\q | &nothing; %zz [secret]. \\q",
        "\\u0061bcabc%61b&amp;. | [secret]&amp;.",
      })
  void aroundItAllStaysAsItCame(String answer, String kept) {
    assertThat(Redaction.of(List.of("abcabcab")).text(answer)).isEqualTo(kept);
  }

  @Test
  void headersReasonAndBodyAreKeptWithoutIt() {
    String url =
        receivers.http(
            request -> {
              String given = request.getHeader("X-Key");
              request
                  .response()
                  .setStatusCode(400)
                  .setStatusMessage("Bad " + given)
                  .putHeader("X-Echo", "a" + given)
                  .putHeader("X-Long", "x".repeat(1015) + given)
                  .end("<" + given + ">");
            });
    Attempt attempt = send(to(url));
    assertThat(attempt.getErrorMessage()).isEqualTo("the endpoint answered 400 Bad [secret]");
    assertThat(Deliveries.text(attempt.getResponseBody())).isEqualTo("<[secret]>");
    assertThat(attempt.toString()).doesNotContain("opened");
  }

  /** Cut anywhere: between chunks, and where no more is kept. */
  @ParameterizedTest
  @ValueSource(ints = {0, 4_070, 4_080, 4_085, 4_091, 4_096, 8_180})
  void noCutLeavesHalfOfIt(int before) {
    String url =
        receivers.http(
            request -> {
              request.response().setChunked(true);
              request.response().write("x".repeat(before));
              for (int i = 0; i < SECRET.length(); i++) {
                request.response().write(Buffer.buffer(SECRET.substring(i, i + 1)));
              }
              request.response().end("y".repeat(10_000));
            });
    Attempt attempt = send(to(url));
    String kept = Deliveries.text(attempt.getResponseBody());
    assertThat(kept.length()).isLessThanOrEqualTo(ResponseCapture.MAX_KEPT);
    assertThat(kept).doesNotContain("open");
  }

  @Test
  void alsoPacked() throws IOException {
    byte[] packed = Receivers.gzip(("you sent " + SECRET).getBytes(StandardCharsets.US_ASCII));
    String url =
        receivers.http(
            request ->
                request
                    .response()
                    .putHeader("Content-Encoding", "gzip")
                    .end(Buffer.buffer(packed)));
    assertThat(Deliveries.text(send(to(url)).getResponseBody())).isEqualTo("you sent [secret]");
  }

  @Test
  void whatIsNoHttpAtAllIsToldWithoutIt() {
    String url =
        receivers.raw(
            socket -> socket.handler(got -> socket.end(Buffer.buffer(SECRET + " 200 OK\r\n\r\n"))));
    assertThat(send(to(url)).toString()).doesNotContainIgnoringCase("opened box");
  }
}
