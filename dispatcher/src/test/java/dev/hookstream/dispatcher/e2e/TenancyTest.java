package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.testing.TestBroker;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API's own tests show over parts in memory, over Kafka. */
class TenancyTest {
  private static final String WS = "ws_tenant";
  private static final String EVENT = "{\"id\":\"%s\",\"type\":\"a.b\",\"data\":{\"score\":%s}}";

  @Test
  void a_filter_decides_and_the_event_says_why(@TempDir Path state) throws Exception {
    try (Receiver receiver = new Receiver();
        RunningInstance instance = new RunningInstance(TestBroker.settings(), state).start()) {
      Api api = instance.api();
      String hook =
          "{\"contract\":\"standard\",\"url\":\"%s\",\"events\":[\"*\"],\"filter\":{\"/score\":{\"lte\":2}}}";
      String id =
          api.post(WS, "/v1/webhooks", hook.formatted(receiver.url("/low")), 201)
              .path("id")
              .asText();
      api.post(WS, "/v1/events", EVENT.formatted("evt_high", "3"), 202);
      api.post(WS, "/v1/events", EVENT.formatted("evt_low", "2.0"), 202);
      assertThat(receiver.next("/low").eventId()).isEqualTo("evt_low");
      JsonNode why = api.get(WS, "/v1/events/evt_high");
      assertThat(why.path("deliveries")).isEmpty();
      assertThat(why.at("/not_delivered/0/webhook_id").asText()).isEqualTo(id);
      assertThat(why.at("/not_delivered/0/outcome").asText()).isEqualTo("filtered");
      assertThat(why.at("/not_delivered/0/filter_pointer").asText()).isEqualTo("/~1score/lte");
      assertThat(
              api.post(WS, "/v1/events/dry-run", EVENT.formatted("x", "1"), 200)
                  .path("matched")
                  .asInt())
          .isEqualTo(1);
    }
  }

  @Test
  void one_name_is_one_event_also_after_a_restart(@TempDir Path state) throws Exception {
    try (RunningInstance instance = new RunningInstance(TestBroker.settings(), state).start()) {
      instance.api().post(WS, "/v1/events", EVENT.formatted("evt_1", "1"), 202);
      Eventually.that(
          "the event is read", () -> !instance.api().find(WS, "/v1/events/evt_1").isMissingNode());
      instance.close();
      instance.start();
      instance.api().post(WS, "/v1/events", EVENT.formatted("evt_1", "2"), 409);
      instance.api().post(WS, "/v1/events", EVENT.formatted("evt_1", "1"), 202);
    }
  }

  @Test
  void of_an_erased_workspace_a_new_one_of_its_name_sees_nothing(@TempDir Path state)
      throws Exception {
    try (Receiver receiver = new Receiver();
        RunningInstance instance = new RunningInstance(TestBroker.settings(), state).start()) {
      Api api = instance.api();
      String old = api.webhook(WS, "standard", receiver.url("/old"), "*").id();
      api.post(WS, "/v1/events", EVENT.formatted("evt_old", "1"), 202);
      receiver.next("/old");
      String list = "/v1/webhooks/" + old + "/deliveries";
      Eventually.that("it is logged", () -> !api.get(WS, list).path("data").isEmpty());
      String delivery = api.get(WS, list).at("/data/0/id").asText();
      assertThat(api.delete("", "/v1/workspaces/" + WS)).isEqualTo(204);

      assertThat(api.ask(WS, "/v1/deliveries/" + delivery).statusCode()).isEqualTo(404);
      assertThat(api.ask(WS, "/v1/events/evt_old").statusCode()).isEqualTo(404);
      String hook = api.webhook(WS, "standard", receiver.url("/new"), "*").id();
      String since = "{\"webhook_id\":\"" + hook + "\",\"since\":\"2020-01-01T00:00:00Z\",%s}";
      String replay =
          api.post(WS, "/v1/webhooks/replay", since.formatted("\"status\":\"all\""), 202)
              .path("replay_id")
              .asText();
      Eventually.that(
          "the replay has ended",
          () ->
              api.get(WS, "/v1/webhooks/replays/" + replay)
                  .path("state")
                  .asText()
                  .equals("finished"));
      assertThat(api.get(WS, "/v1/webhooks/replays/" + replay).path("matched").asInt()).isZero();
      api.post(WS, "/v1/events", EVENT.formatted("evt_new", "2"), 202);
      assertThat(receiver.next("/new").eventId()).isEqualTo("evt_new");
      Eventually.that(
          "the new one's is logged",
          () ->
              api.get(WS, "/v1/webhooks/" + hook + "/deliveries")
                  .path("data")
                  .findValuesAsText("event_id")
                  .equals(List.of("evt_new")));
      assertThat(api.get(WS, "/v1/events/evt_new").path("deliveries")).hasSize(1);
    }
  }

  @Test
  void what_was_done_is_on_record_and_an_erased_workspace_is_gone(@TempDir Path state)
      throws Exception {
    try (Receiver receiver = new Receiver();
        RunningInstance instance = new RunningInstance(TestBroker.settings(), state).start()) {
      Api api = instance.api();
      String key =
          api.post(
                  "",
                  "/v1/api-keys",
                  "{\"workspace_id\":\"" + WS + "\",\"contract\":\"aethenox\"}",
                  201)
              .path("key")
              .asText();
      Api.Webhook hook = api.webhook(WS, "aethenox", receiver.url("/x"), "*");
      String path = "/v1/webhooks/" + hook.id();
      assertThat(api.get(WS, path + "/secret").path("secret").asText()).isEqualTo(hook.secret());
      api.post(WS, path + "/rotate-secret", "{\"grace_seconds\":60}", 200);
      JsonNode audit = api.get(WS, "/v1/audit");
      assertThat(audit.path("data").findValuesAsText("action"))
          .containsExactly(
              "webhook.secret_changed",
              "webhook.secret_revealed",
              "webhook.created",
              "api_key.created");
      assertThat(audit.toString()).doesNotContain(hook.secret()).doesNotContain(key);
      assertThat(api.delete("", "/v1/workspaces/" + WS)).isEqualTo(204);
      assertThat(api.get(WS, "/v1/webhooks").path("data")).isEmpty();
      assertThat(api.get(WS, "/v1/audit").path("data").findValuesAsText("action"))
          .containsExactly("workspace.erased");
      assertThat(api.get("", "/v1/api-keys?workspace_id=" + WS).path("data")).isEmpty();
    }
  }
}
