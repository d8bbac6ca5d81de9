package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.schemas.Endpoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;

/** The API as one workspace sees it, with a webhook to make. */
abstract class WebhookApi {
  static final String HOOK = "{\"url\":\"https://example.com/h\",\"events\":[\"*\"]}";

  final ApiFixture api = new ApiFixture();
  final String key = api.key("ws_1", "aresgen");

  @AfterEach
  void close() {
    api.close();
  }

  final Answer create(String more) {
    return api.post("/v1/webhooks", key, HOOK.substring(0, HOOK.length() - 1) + "," + more + "}");
  }

  final Endpoint only() {
    assertThat(api.parts.endpoints).hasSize(1);
    return api.parts.endpoints.values().iterator().next();
  }

  final String open(ByteBuffer box) {
    byte[] bytes = new byte[box.remaining()];
    box.duplicate().get(bytes);
    return new String(api.keyring.open(bytes, only().getId()), StandardCharsets.UTF_8);
  }
}
