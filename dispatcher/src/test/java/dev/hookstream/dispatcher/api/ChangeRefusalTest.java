package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.dispatcher.api.port.ChangeResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the workspace's task says to a change, as its caller hears it, on every route with one. */
class ChangeRefusalTest extends WebhookApi {
  private static final String OP = ApiFixture.OPERATOR;

  private Map<String, Answer> changes(String webhook, String viewable, String its, String keyId) {
    Map<String, Answer> answers = new LinkedHashMap<>();
    String path = "/v1/webhooks/" + webhook;
    answers.put("create", api.post("/v1/webhooks", key, HOOK));
    answers.put("change", api.patch(path, key, "{\"description\":\"x\"}"));
    answers.put("rotate", api.post(path + "/rotate-secret", key, "{}"));
    answers.put("reveal", api.get("/v1/webhooks/" + viewable + "/secret", its));
    answers.put("delete", api.send("DELETE", path, key, null));
    answers.put(
        "mint", api.post("/v1/api-keys", OP, "{\"workspace_id\":\"ws_9\",\"contract\":\"arka\"}"));
    answers.put("revoke", api.send("DELETE", "/v1/api-keys/" + keyId, OP, null));
    answers.put("erase", api.send("DELETE", "/v1/workspaces/ws_8", OP, null));
    return answers;
  }

  @Test
  void eachRefusalHasItsOwnStatusOnEveryRoute() {
    Map<ChangeResult, Integer> statuses = new LinkedHashMap<>();
    statuses.put(new ChangeResult.Gone(), 404);
    statuses.put(new ChangeResult.Moved(7), 409);
    statuses.put(new ChangeResult.Refused("the filter cannot be read"), 422);
    statuses.put(new ChangeResult.OverQuota("webhooks", 3), 422);
    String webhook = create("\"description\":\"x\"").at("/id");
    String its = api.key("ws_2", "aethenox");
    String viewable = api.post("/v1/webhooks", its, HOOK).is(201).at("/id");
    statuses.forEach(
        (said, status) -> {
          api.parts.refusal = said;
          api.key("ws_9", "arka");
          String keyId = "key_" + (api.parts.keys.size() - 1);
          changes(webhook, viewable, its, keyId)
              .forEach(
                  (what, answer) ->
                      assertThat(answer.status())
                          .as("%s, %s: %s", what, said, answer.text())
                          .isEqualTo(status));
        });
  }

  @Test
  void whatIsRefusedSaysWhyAndChangesNothing() {
    String webhook = create("\"description\":\"x\"").at("/id");
    api.parts.refusal = new ChangeResult.Refused("the filter cannot be read");
    Answer refused = api.patch("/v1/webhooks/" + webhook, key, "{\"description\":\"y\"}").is(422);
    assertThat(refused.at("/detail")).isEqualTo("the filter cannot be read");
    assertThat(refused.at("/type")).endsWith("/refused");
    assertThat(only().getDescription()).isEqualTo("x");
    assertThat(List.of(only().getRevision())).containsExactly(1L);
  }
}
