package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.schemas.Header;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a receiver wants to be shown is known to the sender alone. */
class ReceiverAuthTest extends WebhookApi {
  private String clear(String name) {
    Header header =
        only().getHeaders().stream()
            .filter(h -> h.getName().equals(name))
            .findFirst()
            .orElseThrow();
    assertThat(header.getSealed()).isTrue();
    return open(ByteBuffer.wrap(Base64.getDecoder().decode(header.getValue())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Authorization", "authorization", "Cookie", "X-API-Key", "X-Auth-Token"})
  void whatIsASecretByItsNameIsSealedUnasked(String name) {
    for (String given : new String[] {"\"s3cret\"", "{\"value\":\"s3cret\",\"secret\":false}"}) {
      api.parts.endpoints.clear();
      Answer created = create("\"headers\":{\"" + name + "\":" + given + "}").is(201);
      assertThat(clear(name)).isEqualTo("s3cret");
      assertThat(created.json().at("/headers/" + name + "/secret").asBoolean()).isTrue();
      assertThat(created.text()).doesNotContain("s3cret");
      assertThat(api.get("/v1/webhooks/" + created.at("/id"), key).text()).doesNotContain("s3cret");
      assertThat(api.parts.changes).asString().doesNotContain("s3cret");
    }
  }

  @Test
  void basicMakesTheValue() {
    String basic = "{\"username\":\"ada\",\"password\":\"p:\u00e9\"}";
    Answer created = create("\"headers\":{\"Authorization\":{\"basic\":" + basic + "}}").is(201);
    assertThat(clear("Authorization")).isEqualTo("Basic YWRhOnA6w6k=");
    assertThat(created.text()).doesNotContain("YWRhOnA6w6k=").doesNotContain("p:\u00e9");
    // As it was read, so it can be written back.
    api.patch(
            "/v1/webhooks/" + created.at("/id"),
            key,
            "{\"headers\":{\"Authorization\":{\"value\":null,\"secret\":true}}}")
        .is(200);
    assertThat(clear("Authorization")).isEqualTo("Basic YWRhOnA6w6k=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"X-A\":{\"basic\":{\"username\":\"a\",\"password\":\"b\"}}}",
        "{\"Authorization\":{\"basic\":{\"username\":\"a\",\"password\":\"b\"},\"value\":\"c\"}}",
        "{\"Authorization\":{\"basic\":{\"username\":\"a:b\",\"password\":\"c\"}}}",
        "{\"Authorization\":{\"basic\":{\"username\":\"a\\n\",\"password\":\"c\"}}}",
        "{\"Authorization\":{\"basic\":{\"username\":\"a\"}}}",
        "{\"Authorization\":{\"basic\":\"a:b\"}}",
        "{\"Authorization\":{\"secret\":true}}",
      })
  void whatIsNoAuthorizationIsRefused(String headers) {
    create("\"headers\":" + headers).is(422);
    assertThat(api.parts.endpoints).isEmpty();
  }
}
