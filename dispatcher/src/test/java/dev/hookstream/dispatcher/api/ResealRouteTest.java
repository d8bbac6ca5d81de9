package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Header;
import dev.hookstream.schemas.OAuth2Client;
import dev.hookstream.schemas.SealedSecret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Everything sealed under the key that seals today, and nothing else changed. */
class ResealRouteTest extends WebhookApi {
  private static final String PATH = "/v1/webhooks/reseal";

  private byte[] before(String clear, String id) {
    return api.before.seal(clear.getBytes(StandardCharsets.UTF_8), id);
  }

  /** As it was made before the keyset got its new key. */
  private void age(Endpoint endpoint) {
    String id = endpoint.getId();
    endpoint.setSecrets(List.of(new SealedSecret(ByteBuffer.wrap(before("one", id)), 1L, null)));
    String header = Base64.getEncoder().encodeToString(before("two", id));
    endpoint.setHeaders(List.of(new Header("X-Key", header, true)));
    OAuth2Client client = endpoint.getCredentials().getOauth2();
    client.setSealedSecret(Base64.getEncoder().encodeToString(before("three", id)));
  }

  private boolean isCurrent(String box) {
    return api.keyring.isCurrent(Base64.getDecoder().decode(box));
  }

  private Answer reseal(String query) {
    return api.post(PATH + query, ApiFixture.OPERATOR, "", "X-Workspace-Id", "ws_1");
  }

  @Test
  void aPageAtATimeAndNothingTwice() {
    for (int i = 0; i < 3; i++) {
      create(
              "\"oauth2\":{\"token_url\":\"https://example.com/\",\"client_id\":\"a\","
                  + "\"client_secret\":\"b\"}")
          .is(201);
    }
    api.parts.endpoints.values().forEach(this::age);
    Answer first = reseal("?limit=2").is(200);
    assertThat(first.at("/resealed")).isEqualTo("2");
    Answer second = reseal("?limit=2&cursor=" + first.at("/next_cursor")).is(200);
    assertThat(second.at("/resealed")).isEqualTo("1");
    assertThat(second.json().at("/next_cursor").isNull()).isTrue();
    for (Endpoint endpoint : api.parts.endpoints.values()) {
      assertThat(isCurrent(endpoint.getHeaders().get(0).getValue())).isTrue();
      assertThat(isCurrent(endpoint.getCredentials().getOauth2().getSealedSecret())).isTrue();
      ByteBuffer box = endpoint.getSecrets().get(0).getSealed();
      byte[] bytes = new byte[box.remaining()];
      box.duplicate().get(bytes);
      assertThat(api.keyring.isCurrent(bytes)).isTrue();
      assertThat(new String(api.keyring.open(bytes, endpoint.getId()), StandardCharsets.UTF_8))
          .isEqualTo("one");
      assertThat(endpoint.getUrl()).isEqualTo("https://example.com/h");
    }
    Answer again = reseal("").is(200);
    assertThat(again.at("/resealed")).isEqualTo("0");
    assertThat(again.at("/unchanged")).isEqualTo("3");
  }

  @Test
  void itIsTheOperators() {
    api.post(PATH, key, "").is(403);
  }
}
