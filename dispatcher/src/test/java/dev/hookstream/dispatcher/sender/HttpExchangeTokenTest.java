package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.ErrorKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Receivers that want a bearer token: when one is fetched, and how long it is used. */
class HttpExchangeTokenTest extends TokenFixture {
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
