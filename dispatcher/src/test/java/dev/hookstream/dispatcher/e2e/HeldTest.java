package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.testing.TestBroker;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldTest {
  private static final int EVENTS = 60;

  @Test
  void what_is_held_for_a_disabled_webhook_is_listed_until_it_is_delivered(@TempDir Path state)
      throws Exception {
    try (Receiver receiver = new Receiver();
        RunningInstance instance = new RunningInstance(TestBroker.settings(), state).start()) {
      Api api = instance.api();
      String webhook = "/v1/webhooks/" + api.webhook("ws", "standard", receiver.url("/"), "*").id();
      api.patch("ws", webhook, "{\"status\":\"disabled\"}");
      for (int i = 0; i < EVENTS; i++) {
        api.post(
            "ws", "/v1/events", "{\"id\":\"evt_" + i + "\",\"type\":\"a.b\",\"data\":{}}", 202);
      }
      String held = webhook + "/deliveries?status=held";
      Eventually.that(
          "all wait", () -> api.get("ws", held + "&limit=250").path("data").size() == EVENTS);
      JsonNode first = api.get("ws", held + "&limit=50");
      assertThat(first.at("/data/0/event_id").asText()).isEqualTo("evt_59");
      assertThat(first.at("/data/0/status").asText()).isEqualTo("held");
      assertThat(first.at("/data/0/reason").asText()).contains("until the webhook is enabled");
      JsonNode second =
          api.get("ws", held + "&limit=50&cursor=" + first.path("next_cursor").asText());
      assertThat(second.path("data").size()).isEqualTo(EVENTS - 50);
      assertThat(api.get("ws", held + "&event_id=evt_7").path("data").size()).isEqualTo(1);
      assertThat(api.get("ws", held + "&type=c.d").path("data").size()).isZero();
      String id = api.get("ws", held + "&event_id=evt_7").at("/data/0/id").asText();
      JsonNode one = api.get("ws", "/v1/deliveries/" + id);
      assertThat(one.path("status").asText()).isEqualTo("held");
      assertThat(one.path("event_id").asText()).isEqualTo("evt_7");
      assertThat(one.path("reason").asText()).contains("until the webhook is enabled");
      assertThat(one.path("payload").path("type").asText()).isEqualTo("a.b");
      assertThat(one.path("attempts")).isEmpty();
      api.post("ws", "/v1/deliveries/" + id + "/retry", "", 409);
      assertThat(api.find("other", "/v1/deliveries/" + id).isMissingNode()).isTrue();
      JsonNode event = api.get("ws", "/v1/events/evt_7");
      assertThat(event.at("/deliveries/0/id").asText()).isEqualTo(id);
      assertThat(event.at("/deliveries/0/status").asText()).isEqualTo("held");
      assertThat(event.path("not_delivered")).isEmpty();
      api.patch("ws", webhook, "{\"status\":\"enabled\"}");
      receiver.next("/", EVENTS);
      Eventually.that("none waits", () -> api.get("ws", held).path("data").isEmpty());
    }
  }
}
