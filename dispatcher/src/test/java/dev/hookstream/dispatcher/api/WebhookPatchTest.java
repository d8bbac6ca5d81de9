package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.dispatcher.api.port.LaneView;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.Header;
import dev.hookstream.schemas.PutEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookPatchTest extends WebhookApi {
  @Test
  void aPatchMergesAndNullClears() {
    String id =
        create(
                """
                "description":"d","max_in_flight":7,"metadata":{"a":"1","b":"2"},
                "headers":{"X-A":"1","X-S":{"value":"v","secret":true}}""")
            .is(201)
            .at("/id");
    Header secret = only().getHeaders().get(1);
    Answer patched =
        api.patch(
                "/v1/webhooks/" + id,
                key,
                """
                {"description":null,"metadata":{"a":null,"c":"3"},"ordering":null,
                 "headers":{"x-a":null,"X-S":{"secret":true},"X-B":"2"}}""")
            .is(200);
    assertThat(patched.json().at("/description").isNull()).isTrue();
    assertThat(patched.at("/max_in_flight")).isEqualTo("7");
    assertThat(patched.at("/revision")).isEqualTo("2");
    assertThat(only().getMetadata()).containsOnlyKeys("b", "c");
    assertThat(only().getHeaders()).containsExactly(secret, new Header("X-B", "2", false));
    api.patch("/v1/webhooks/" + id, key, "{\"headers\":null,\"metadata\":null}").is(200);
    assertThat(only().getHeaders()).isEmpty();
    assertThat(only().getMetadata()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"url\":null}|/url",
        "{\"url\":\"https://evil.example\"}|/url",
        "{\"events\":[]}|/events",
        "{\"secret\":null}|/secret",
        "{\"id\":\"wh_x\"}|/id",
        "{\"contract\":\"arka\"}|/contract",
        "{\"on_enable\":\"discard\"}|/on_enable",
        "{\"status\":\"paused\"}|/status",
        "{\"revision\":0}|/revision",
        "{\"max_wait_hours\":0}|/max_wait_hours",
        "{\"stop_at_dead_letter\":true}|/stop_at_dead_letter",
        "{\"headers\":{\"X-A\":{\"secret\":true}}}|/headers/X-A/value",
      })
  void aPatchThatIsWrongIsRefusedWithItsPlace(String body, String pointer) {
    String id = api.post("/v1/webhooks", key, HOOK).at("/id");
    assertThat(api.patch("/v1/webhooks/" + id, key, body).is(422).pointers()).contains(pointer);
  }

  @Test
  void aPatchToARevisionThatHasMovedOnIsRefused() {
    String path = "/v1/webhooks/" + api.post("/v1/webhooks", key, HOOK).at("/id");
    api.patch(path, key, "{\"revision\":1,\"description\":\"a\"}").is(200);
    api.patch(path, key, "{\"revision\":1,\"description\":\"b\"}").is(409);
    assertThat(only().getDescription()).isEqualTo("a");
  }

  @Test
  void aPatchWithoutRevisionIsMadeToWhateverIsThereNow() {
    String id = api.post("/v1/webhooks", key, HOOK).at("/id");
    int[] left = {3};
    api.parts.beforeChange =
        () -> {
          if (left[0]-- > 0) {
            api.parts.bump(id);
          }
        };
    assertThat(
            api.patch("/v1/webhooks/" + id, key, "{\"description\":\"a\"}").is(200).at("/revision"))
        .isEqualTo("5");
    api.parts.beforeChange = () -> api.parts.bump(id);
    api.patch("/v1/webhooks/" + id, key, "{\"description\":\"b\"}").is(409);
  }

  @Test
  void anOwnerDisablesAndEnables() {
    String path = "/v1/webhooks/" + api.post("/v1/webhooks", key, HOOK).at("/id");
    Answer disabled = api.patch(path, key, "{\"status\":\"disabled\"}").is(200);
    assertThat(disabled.at("/disabled_reason")).isEqualTo("by hand");
    assertThat(only().getDisabledAt()).isEqualTo(ApiFixture.NOW.toEpochMilli());
    assertThat(disabled.json().has("held")).isFalse();
    api.parts.lane = new LaneView(0, 12, 1_700_000_000_000L, 64, 0, false, null);
    Answer enabled =
        api.patch(path, key, "{\"status\":\"enabled\",\"on_enable\":\"discard\"}").is(200);
    assertThat(enabled.at("/held")).isEqualTo("12");
    assertThat(only().getStatus()).isEqualTo(EndpointStatus.ENABLED);
    assertThat(only().getDisabledReason()).isNull();
    PutEndpoint put = (PutEndpoint) api.parts.changes.get(2).getAction();
    assertThat(put.getDiscardHeld()).isTrue();
    assertThat(put.getExpectedRevision()).isEqualTo(2);
  }
}
