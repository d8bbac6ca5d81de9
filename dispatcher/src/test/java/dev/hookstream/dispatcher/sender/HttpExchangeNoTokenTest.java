package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.ErrorKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that give no token, or none that may be used. */
class HttpExchangeNoTokenTest extends TokenFixture {
  @Test
  void aRefusalIsAFailureThatSaysSoAndRepeatsNoSecret() {
    server.answers =
        (request, count) ->
            request
                .response()
                .setStatusCode(401)
                .setStatusMessage("opened box for wh_1")
                .end(
                    "{\"error\":\"invalid_client\",\"error_description\":\"opened box for wh_1\"}");
    Attempt attempt = send();
    assertThat(attempt.getResult()).isEqualTo(AttemptResult.FAILED);
    assertThat(attempt.getError()).isEqualTo(ErrorKind.TOKEN);
    assertThat(attempt.getErrorMessage())
        .isEqualTo("no token: the token server answered 401 invalid_client");
    assertThat(attempt.getStatus()).isNull();
    assertThat(Deliveries.text(attempt.getBody())).isEqualTo(Deliveries.BODY);
    assertThat(seen).isEmpty();
    assertThat(attempt.toString()).doesNotContain("opened");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "null",
        "{}",
        "{\"access_token\":null}",
        "{\"access_token\":7}",
        "{\"access_token\":\"\"}",
        "{\"access_token\":\"a\\r\\nX-Smuggled: 1\"}",
        "{\"access_token\":\"a b\"}",
        "{\"access_token\":\"\u00e9\"}",
        "{\"access_token\":{\"a\":1}}",
      })
  void nonsenseIsAFailureThatSaysSo(String answer) {
    server.answers = (request, count) -> request.response().end(answer);
    Attempt attempt = send();
    assertThat(attempt.getError()).isEqualTo(ErrorKind.TOKEN);
    assertThat(attempt.getErrorMessage()).contains("no access_token that can be sent");
    assertThat(seen).isEmpty();
  }

  @Test
  void oneOfMoreThan8KiBIsNotSent() {
    server.answers =
        (request, count) ->
            request.response().end("{\"access_token\":\"" + "a".repeat(8 * 1024 + 1) + "\"}");
    assertThat(send().getErrorMessage()).contains("no access_token that can be sent");
    assertThat(seen).isEmpty();
  }

  @Test
  void anotherKindOfTokenIsNotSentAsBearer() {
    server.answers =
        (request, count) ->
            request.response().end("{\"access_token\":\"a\",\"token_type\":\"mac\"}");
    assertThat(send().getErrorMessage()).contains("another type than bearer");
  }

  @Test
  void anAnswerWithoutEndIsCutOff() {
    byte[] part = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
    server.answers =
        (request, count) -> {
          request.response().setChunked(true);
          for (int i = 0; i < 10; i++) {
            request.response().write(io.vertx.core.buffer.Buffer.buffer(part));
          }
          request.response().end();
        };
    Attempt attempt = send();
    assertThat(attempt.getError()).isEqualTo(ErrorKind.TOKEN);
    assertThat(seen).isEmpty();
  }

  @Test
  void aRedirectIsNotFollowed() {
    server.answers =
        (request, count) ->
            request.response().setStatusCode(302).putHeader("Location", receiver).end();
    assertThat(send().getErrorMessage()).isEqualTo("no token: the token server answered 302");
    assertThat(seen).isEmpty();
  }

  @Test
  void aServerThatHangsEndsWithTheDeliverysOwnDeadlineAndHoldsNobodyElseUp() {
    server.answers = (request, count) -> {};
    CompletionStage<Attempt> hanging =
        exchange.send(Deliveries.withTimeout(delivery(receiver, server.url), 300), false);
    // While it hangs: another endpoint, the same receiver.
    Delivery other = Deliveries.of("wh_2", "dlv_2", receiver);
    assertThat(send(other).getResult()).isEqualTo(AttemptResult.DELIVERED);
    Attempt attempt = hanging.toCompletableFuture().join();
    assertThat(attempt.getError()).isEqualTo(ErrorKind.TOKEN);
    assertThat(attempt.getErrorMessage())
        .isEqualTo("not done within 300 ms: cut off while waiting for the token server");
    assertThat(attempt.getBody()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data",
        "http://10.1.2.3/token",
        "http://user:pass@127.0.0.1/token",
        "http://metadata.example/token",
        "gopher://127.0.0.1/",
      })
  void theGuardHoldsForTheTokenUrlToo(String url) {
    names.put("metadata.example", List.of("169.254.169.254"));
    Attempt attempt = send(delivery(receiver, url));
    assertThat(attempt.getError()).isEqualTo(ErrorKind.TOKEN);
    assertThat(attempt.getErrorMessage()).contains("could not be asked");
    assertThat(seen).isEmpty();
  }

  @Test
  void aSecretThatCannotBeOpenedIsToldInWords() {
    Delivery delivery = delivery(receiver, server.url);
    delivery.getCredentials().getOauth2().setSealedSecret("bad");
    assertThat(send(delivery).getErrorMessage()).contains("in the keyset");
    assertThat(server.asked).isEmpty();
  }
}
