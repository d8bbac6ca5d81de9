package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Credentials;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.OAuth2Client;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Receivers that want a bearer token, and the servers that give it. */
class HttpExchangeTokenTest extends HttpExchangeFixture {
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private TokenServer server;
  private String receiver;

  @BeforeEach
  void serve() {
    server = new TokenServer(receivers);
    receiver =
        receivers.http(
            request -> {
              seen.add(String.valueOf(request.getHeader("Authorization")));
              request.response().end("ok");
            });
  }

  private static Delivery delivery(String url, String tokenUrl) {
    OAuth2Client client = new OAuth2Client(tokenUrl, "cl:ient", "box", "a b", false);
    return Delivery.newBuilder(Deliveries.to(url))
        .setCredentials(new Credentials(client, null))
        .build();
  }

  private Attempt send() {
    return send(delivery(receiver, server.url));
  }

  @Test
  void aTokenIsFetchedOnceAndSentUntilItEnds() {
    for (int i = 0; i < 3; i++) {
      Attempt attempt = send();
      assertThat(attempt.getResult()).isEqualTo(AttemptResult.DELIVERED);
      assertThat(attempt.toString()).doesNotContain("tok-1");
    }
    assertThat(seen).containsExactly("Bearer tok-1", "Bearer tok-1", "Bearer tok-1");
    String both = "cl%3Aient:opened+box+for+wh_1";
    assertThat(server.asked)
        .containsExactly(
            new TokenServer.Asked(
                "Basic "
                    + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)),
                "grant_type=client_credentials&scope=a+b"));
  }

  @Test
  void theClientIsNamedInTheBodyWhereTheServerWantsItSo() {
    Delivery delivery = delivery(receiver, server.url);
    delivery.getCredentials().getOauth2().setInBody(true);
    delivery.getCredentials().getOauth2().setScope(null);
    assertThat(send(delivery).getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(server.asked)
        .containsExactly(
            new TokenServer.Asked(
                "null",
                "grant_type=client_credentials&client_id=cl%3Aient"
                    + "&client_secret=opened+box+for+wh_1"));
  }

  @Test
  void thoseWhoNeedOneAtTheSameTimeShareOneFetch() {
    List<Runnable> held = new CopyOnWriteArrayList<>();
    server.answers =
        (request, count) ->
            held.add(() -> request.response().end(TokenServer.token("tok-" + count, 3600)));
    List<CompletionStage<Attempt>> sent = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      sent.add(exchange.send(delivery(receiver, server.url), false));
    }
    while (held.isEmpty()) {
      Thread.onSpinWait();
    }
    held.forEach(Runnable::run);
    sent.forEach(
        one ->
            assertThat(one.toCompletableFuture().join().getResult())
                .isEqualTo(AttemptResult.DELIVERED));
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void anEndpointsTokenIsNotAnothers() {
    send();
    Delivery other = delivery(receiver, server.url);
    other.getRef().setEndpointId("wh_2");
    send(other);
    assertThat(seen).containsExactly("Bearer tok-1", "Bearer tok-2");
  }

  @Test
  void withOtherSettingsThereIsAnotherToken() {
    send();
    Delivery changed = delivery(receiver, server.url);
    changed.getCredentials().getOauth2().setScope("c");
    send(changed);
    assertThat(seen).containsExactly("Bearer tok-1", "Bearer tok-2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-5", "\"-1\"", "\"soon\"", "1e-9", "false"})
  void oneThatIsGoodForNoTimeIsUsedOnce(String expiresIn) {
    server.answers =
        (request, count) ->
            request
                .response()
                .end("{\"access_token\":\"tok-" + count + "\",\"expires_in\":" + expiresIn + "}");
    send();
    send();
    assertThat(seen).containsExactly("Bearer tok-1", "Bearer tok-2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",\"expires_in\":null", ",\"expires_in\":\"600\"", ",\"expires_in\":1e300"})
  void oneThatDoesNotSayIsKeptForAWhile(String more) {
    server.answers =
        (request, count) ->
            request.response().end("{\"access_token\":\"tok-" + count + "\"" + more + "}");
    send();
    send();
    assertThat(seen).containsExactly("Bearer tok-1", "Bearer tok-1");
  }

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
  void aTokenThatTheReceiverRefusesIsFetchedAnewOnceInTheSameAttempt() {
    receiver =
        receivers.http(
            request -> {
              String given = String.valueOf(request.getHeader("Authorization"));
              seen.add(given);
              boolean old = given.equals("Bearer tok-1") && seen.size() > 1;
              request.response().setStatusCode(old ? 401 : 200).end();
            });
    assertThat(send().getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(send().getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(seen).containsExactly("Bearer tok-1", "Bearer tok-1", "Bearer tok-2");
    assertThat(send().getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(server.asked).hasSize(2);
  }

  @Test
  void oneWhoRefusesEveryTokenIsAskedTwice() {
    receiver =
        receivers.http(
            request -> {
              seen.add(String.valueOf(request.getHeader("Authorization")));
              request.response().setStatusCode(401).end();
            });
    Attempt attempt = send();
    assertThat(attempt.getStatus()).isEqualTo(401);
    assertThat(attempt.getError()).isEqualTo(ErrorKind.STATUS);
    assertThat(seen).containsExactly("Bearer tok-1", "Bearer tok-2");
  }

  @Test
  void aSecretThatCannotBeOpenedIsToldInWords() {
    Delivery delivery = delivery(receiver, server.url);
    delivery.getCredentials().getOauth2().setSealedSecret("bad");
    assertThat(send(delivery).getErrorMessage()).contains("in the keyset");
    assertThat(server.asked).isEmpty();
  }

  @Test
  void aTokenThatTheReceiverSendsBackIsNotKept() {
    receiver =
        receivers.http(
            request -> {
              String given = String.valueOf(request.getHeader("Authorization"));
              request
                  .response()
                  .setStatusCode(500)
                  .setStatusMessage("No " + given)
                  .putHeader("X-Echo", given)
                  .end("{\"you\":\"" + given + "\"}");
            });
    Attempt attempt = send();
    assertThat(attempt.getStatus()).isEqualTo(500);
    assertThat(attempt.toString()).doesNotContain("tok-1");
    assertThat(Deliveries.text(attempt.getResponseBody())).isEqualTo("{\"you\":\"[secret]\"}");
  }
}
