package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.testing.TestBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about webhooks, events and keys, as somebody types them. */
class WebhookCommandsTest {
  @TempDir static Path folder;

  private static final Receiver RECEIVER = new Receiver();
  private static RunningInstance instance;

  @BeforeAll
  static void start() throws Exception {
    Path contracts = Files.createDirectory(folder.resolve("contracts"));
    Files.writeString(contracts.resolve("once.yaml"), ReplayTest.ONCE);
    instance =
        new RunningInstance(TestBroker.settings(), folder.resolve("state"))
            .with("CONTRACTS", contracts.toString())
            .start();
  }

  @AfterAll
  static void stop() {
    instance.close();
    RECEIVER.close();
  }

  private static Typed run(String workspace, String... command) {
    return Typed.by(instance, workspace, command);
  }

  private static Typed well(String workspace, String... command) {
    Typed typed = run(workspace, command);
    assertThat(typed.code()).as(typed.err()).isZero();
    return typed;
  }

  @Test
  void a_webhook_is_made_shown_changed_held_let_go_rotated_and_deleted() throws Exception {
    assertThat(well("ws_w", "webhooks", "list").out()).contains("no webhooks yet");
    String to = RECEIVER.url("/w");
    Typed made =
        well(
            "ws_w",
            "webhooks",
            "create",
            "--to",
            to,
            "--events",
            "order.*",
            "--header",
            "X-A=1",
            "--contract",
            "standard");
    assertThat(made.out()).contains("The secret, shown this once: whsec_").contains("header X-A");
    JsonNode listed = well("ws_w", "webhooks", "list", "--json").json().path("data").path(0);
    String id = listed.path("id").asText();
    Typed table = well("ws_w", "webhooks", "list");
    assertThat(table.row(0)).startsWith("WEBHOOK").endsWith("URL");
    assertThat(table.row(1)).startsWith(id).contains("enabled").contains("order.*").endsWith(to);
    assertThat(well("ws_w", "webhooks", "show", id, "--json").json().path("url").asText())
        .isEqualTo(to);

    Typed changed =
        well("ws_w", "webhooks", "update", id, "--rate", "10.5", "--description", "<b>");
    assertThat(changed.out()).contains("10.5").contains("<b>").doesNotContain("secret");
    Typed stale = run("ws_w", "webhooks", "update", id, "--rate", "1", "--revision", "1");
    assertThat(stale.code()).isEqualTo(1);
    assertThat(stale.err()).contains("409");
    assertThat(run("ws_w", "webhooks", "update", id).code()).isEqualTo(2);

    assertThat(well("ws_w", "webhooks", "disable", id).out()).contains("disabled");
    JsonNode enabled = well("ws_w", "webhooks", "enable", id, "--held", "discard", "--json").json();
    assertThat(enabled.path("status").asText()).isEqualTo("enabled");
    assertThat(run("ws_w", "webhooks", "enable", id, "--held", "burn").code()).isEqualTo(1);

    JsonNode rotated =
        well("ws_w", "webhooks", "rotate", id, "--grace-seconds", "60", "--json").json();
    assertThat(rotated.path("secret").asText()).startsWith("whsec_");
    Typed unsure = run("ws_w", "webhooks", "delete", id);
    assertThat(unsure.code()).isEqualTo(2);
    assertThat(unsure.err()).contains("--yes").contains(id);
    assertThat(well("ws_w", "webhooks", "delete", id, "--yes").out()).contains("deleted " + id);
    assertThat(run("ws_w", "webhooks", "delete", id, "--yes").code()).isEqualTo(1);
    assertThat(run("ws_w", "webhooks", "show", id).err()).contains("404");
  }

  @Test
  void a_test_shows_the_answer_and_fails_with_it() throws Exception {
    String id = instance.api().webhook("ws_t", "aresgen", RECEIVER.url("/t"), "*").id();
    Typed good = well("ws_t", "webhooks", "test", id, "chatbot.csat.received");
    assertThat(good.out()).contains("204").contains("chatbot.csat.received");
    RECEIVER.failing("/t", 1);
    Typed bad = run("ws_t", "webhooks", "test", id, "chatbot.csat.received", "--json");
    assertThat(bad.code()).isEqualTo(1);
    assertThat(bad.json().path("status_code").asInt()).isEqualTo(500);
  }

  @Test
  void an_example_is_triggered_and_followed_to_its_delivery() throws Exception {
    String id = instance.api().webhook("ws_e", "aresgen", RECEIVER.url("/e"), "*").id();
    JsonNode published =
        well("ws_e", "trigger", "chatbot.csat.received", "--contract", "aresgen", "--json").json();
    String event = published.path("id").asText();
    assertThat(RECEIVER.next("/e").eventId()).isEqualTo(event);
    Eventually.that(
        "in the log",
        () -> run("ws_e", "deliveries", "list", "--webhook", id).out().contains("delivered"));
    Typed shown = well("ws_e", "events", "show", event);
    assertThat(shown.out()).contains("chatbot.csat.received").contains(id).contains("delivered");

    JsonNode listed =
        well("ws_e", "deliveries", "list", "--webhook", id, "--event", event, "--json").json();
    String delivery = listed.at("/data/0/id").asText();
    Typed one = well("ws_e", "deliveries", "show", delivery);
    assertThat(one.out()).contains("TRY").contains("204").contains("\"type\"");
    assertThat(well("ws_e", "deliveries", "show", delivery, "--json").json().path("attempts"))
        .hasSize(1);
    assertThat(well("ws_e", "deliveries", "list", "--webhook", id, "--status", "failed").out())
        .contains("no such deliveries");
    assertThat(run("ws_e", "deliveries", "list").code()).isEqualTo(2);
    assertThat(run("ws_e", "deliveries", "list", "--webhook", id, "--status", "lost").code())
        .isEqualTo(1);

    assertThat(well("ws_e", "events", "types", "--contract", "aresgen").out())
        .contains("voice.trained");
    Typed unknown = run("ws_e", "trigger", "chatbot.cast", "--contract", "aresgen");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).contains("chatbot.csat.received");
    assertThat(run("ws_e", "trigger", "x", "--contract", "standard").err()).contains("publish");
  }

  @Test
  void keys_are_made_listed_and_revoked() throws Exception {
    JsonNode made =
        well(
                "ws_k",
                "keys",
                "create",
                "--contract",
                "arka",
                "--name",
                "ci",
                "--scopes",
                "read,publish",
                "--json")
            .json();
    String key = made.path("key").asText();
    assertThat(key).startsWith("hs_");
    Typed listed = well("ws_k", "keys", "list");
    assertThat(listed.row(1)).contains("ws_k").contains("arka").contains("read, publish");
    assertThat(listed.out()).doesNotContain(key);
    String base = instance.api().base();
    assertThat(Typed.bare("webhooks", "list", "--url", base, "--key", key).code()).isZero();
    Typed mayNot = Typed.bare("keys", "list", "--url", base, "--key", key);
    assertThat(mayNot.code()).isEqualTo(1);
    assertThat(mayNot.err()).contains("403");
    assertThat(well("", "keys", "revoke", made.path("id").asText()).out()).contains("revoked");
    assertThat(Typed.bare("webhooks", "list", "--url", base, "--key", key).err()).contains("401");
    assertThat(run("", "keys", "create").code()).isEqualTo(2);
  }

  @Test
  void long_lists_come_in_pages() throws Exception {
    for (int i = 0; i < 3; i++) {
      var unused = instance.api().webhook("ws_p", "standard", RECEIVER.url("/p" + i), "*");
    }
    Typed first = well("ws_p", "webhooks", "list", "--limit", "2");
    assertThat(first.out().lines()).hasSize(4);
    String rest = first.row(3);
    assertThat(rest).contains("--cursor");
    String cursor = rest.substring(rest.lastIndexOf(' ') + 1);
    assertThat(well("ws_p", "webhooks", "list", "--cursor", cursor).out().lines()).hasSize(2);
    JsonNode all = well("ws_p", "webhooks", "list", "--all", "--json").json();
    assertThat(all.path("data")).hasSize(3);
    assertThat(all.path("next_cursor").isNull()).isTrue();
  }

  @Test
  void dead_letters_are_listed_and_a_replay_is_watched_to_its_end() throws Exception {
    RECEIVER.failing("/d", 1);
    String id = instance.api().webhook("ws_d", "once", RECEIVER.url("/d"), "*").id();
    assertThat(well("ws_d", "dead-letters", "list").out()).contains("no dead letters");
    var unused = well("ws_d", "publish", "memory.stored", "{}", "--id", "evt_dead");
    RECEIVER.next("/d");
    Eventually.that(
        "a dead letter",
        () -> run("ws_d", "dead-letters", "list", "--webhook", id).out().contains("evt_dead"));
    Typed back = well("ws_d", "dead-letters", "retry", "--webhook", id, "--watch");
    assertThat(back.row(1)).startsWith("rpl_").contains("finished");
    assertThat(RECEIVER.next("/d").eventId()).isEqualTo("evt_dead");
    JsonNode again =
        well("ws_d", "replay", "start", "--event", "evt_dead", "--watch", "--json").json();
    assertThat(again.path("delivered").asInt()).isEqualTo(1);
  }
}
