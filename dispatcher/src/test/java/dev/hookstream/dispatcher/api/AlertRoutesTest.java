package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertRoutesTest extends WebhookApi {
  private static final String PATH = "/v1/alert-settings";

  private Answer put(String body) {
    return put(body, key);
  }

  private Answer put(String body, String as) {
    return api.send("PUT", PATH, as, body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void nobodyGetsMailUntilSomebodySaysSoAndThenAsSaid() {
    Answer none = api.get(PATH, key).is(200);
    assertThat(none.json().path("emails")).isEmpty();
    assertThat(none.json().path("types").isNull()).isTrue();
    String wish =
        "{\"emails\":[\"ann@example.com\"],\"types\":[\"endpoint.disabled\"],\"digest_minutes\":15}";
    assertThat(put(wish).is(200).text()).isEqualTo(wish);
    assertThat(api.get(PATH, key).is(200).text()).isEqualTo(wish);
    assertThat(put("{\"emails\":[]}").is(200).json().path("digest_minutes").isNull()).isTrue();
  }

  @Test
  void whatIsNoSettingIsRefusedWithItsPlace() {
    assertThat(put("{\"emails\":[\"ann@example.com\",\"a@b c\"]}").is(422).pointers())
        .containsExactly("/emails/1");
    for (String bad :
        List.of(
            "x@y.z\\r\\nBcc: v@example.com", "a@b.c, d@e.f", "Ann <ann@example.com>", "nobody")) {
      assertThat(put("{\"emails\":[\"" + bad + "\"]}").is(422).pointers())
          .as(bad)
          .containsExactly("/emails/0");
    }
    put("{}").is(422);
    put("{\"emails\":[],\"types\":[\"chat.message.created\"]}").is(422);
    put("{\"emails\":[],\"digest_minutes\":-1}").is(422);
    put("{\"emails\":[],\"digest_minutes\":1441}").is(422);
    put("{\"emails\":[],\"unknown\":1}").is(422);
    assertThat(api.parts.alertSettings).isEmpty();
  }

  @Test
  void onlyWhoManagesMayChangeThem() {
    put("{\"emails\":[]}", api.key("ws_1", "aresgen", "read")).is(403);
    api.get(PATH, api.key("ws_1", "aresgen", "publish")).is(403);
    api.get(PATH, null).is(401);
  }

  @Test
  void whileTheWorkspaceMovesTheAnswerIsToTryAgain() {
    api.parts.ready = false;
    api.get(PATH, key).is(503);
  }

  @Test
  void aWebhookHasSettingsOfItsOwn() {
    Answer made =
        create(
                "\"alert_email\":\"own@example.com\",\"alert_types\":[\"endpoint.failing\"],"
                    + "\"alert_digest_minutes\":0")
            .is(201);
    assertThat(made.at("/alert_types/0")).isEqualTo("endpoint.failing");
    assertThat(made.json().path("alert_digest_minutes").asInt(-1)).isZero();
    Answer back =
        api.patch(
                "/v1/webhooks/" + made.at("/id"),
                key,
                "{\"alert_types\":null,\"alert_digest_minutes\":null}")
            .is(200);
    assertThat(back.json().path("alert_types").isNull()).isTrue();
    assertThat(back.json().path("alert_digest_minutes").isNull()).isTrue();
    create("\"alert_types\":[\"endpoint.exploded\"]").is(422);
    assertThat(create("\"alert_email\":\"a@b.c,d@e.f\"").is(422).pointers())
        .containsExactly("/alert_email");
  }

  @Test
  void operationalTypesAreSubscribedToByNameUnderEveryContractAndPublishedByNobody() {
    api.post(
            "/v1/webhooks",
            key,
            "{\"url\":\"https://example.com/h\",\"events\":[\"endpoint.disabled\"]}")
        .is(201);
    api.post("/v1/webhooks", key, "{\"url\":\"https://example.com/h\",\"events\":[\"endpoint.*\"]}")
        .is(422);
    String open = api.key("ws_2", "standard");
    assertThat(
            api.post("/v1/events", open, "{\"type\":\"endpoint.disabled\",\"data\":{}}")
                .is(422)
                .pointers())
        .containsExactly("/type");
  }
}
