package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.testing.TestBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that deliver again, as somebody types them, against a running instance. */
class CommandsTest {
  private static final String SINCE = "2026-01-01T00:00:00Z";

  @TempDir static Path folder;

  private static final Receiver RECEIVER = new Receiver();
  private static RunningInstance instance;
  private static Publisher publisher;

  @BeforeAll
  static void start() throws Exception {
    Path contracts = Files.createDirectory(folder.resolve("contracts"));
    Files.writeString(contracts.resolve("once.yaml"), ReplayTest.ONCE);
    instance =
        new RunningInstance(TestBroker.settings(), folder.resolve("state"))
            .with("CONTRACTS", contracts.toString())
            .start();
    publisher = new Publisher(instance.kafka());
  }

  @AfterAll
  static void stop() {
    publisher.close();
    instance.close();
    RECEIVER.close();
  }

  private static Typed run(String workspace, String... command) {
    return Typed.by(instance, workspace, command);
  }

  @Test
  void a_replay_is_started_shown_listed_and_at_its_end_cannot_be_cancelled() throws Exception {
    String id = instance.api().webhook("ws_cli", "once", RECEIVER.url("/cli"), "*").id();
    Typed published = run("ws_cli", "publish", "memory.stored", "{\"n\":1.10}", "--id", "evt_cli");
    assertThat(published.code()).as(published.err()).isZero();
    assertThat(published.json().path("id").asText()).isEqualTo("evt_cli");
    assertThat(RECEIVER.next("/cli").text()).contains("1.10");

    Typed counted =
        run("ws_cli", "replay", "start", "--since", SINCE, "--webhook", id, "--dry-run", "--json");
    assertThat(counted.json().path("matched").asInt()).isEqualTo(1);
    Typed started = run("ws_cli", "replay", "start", "--since", SINCE, "--status", "all", "--json");
    assertThat(started.code()).as(started.err()).isZero();
    String replay = started.json().path("replay_id").asText();
    assertThat(RECEIVER.next("/cli").headers().get("webhook-replay-id")).containsExactly(replay);
    Eventually.that(
        "finished",
        () -> {
          Typed shown = run("ws_cli", "replay", "show", replay);
          assertThat(shown.out().lines()).hasSize(2);
          return shown.out().contains("finished");
        });
    Typed listed = run("ws_cli", "replay", "list");
    assertThat(listed.code()).isZero();
    assertThat(listed.out()).startsWith("REPLAY").contains(replay);
    Typed late = run("ws_cli", "replay", "cancel", replay);
    assertThat(late.code()).isEqualTo(1);
    assertThat(late.err()).contains("409").contains("nothing to cancel");
  }

  @Test
  void a_replay_is_cancelled_and_may_be_twice() throws Exception {
    instance.api().webhook("ws_stop", "once", RECEIVER.url("/stop"), "*");
    for (int i = 0; i < 100; i++) {
      var unused = publisher.json("ws_stop", "evt_" + i, "memory.stored", "{}");
    }
    publisher.flush();
    RECEIVER.next("/stop", 100);
    Typed started = run("ws_stop", "replay", "start", "--since", SINCE, "--rate", "0.5", "--json");
    String replay = started.json().path("replay_id").asText();
    for (int time = 0; time < 2; time++) {
      Typed cancelled = run("ws_stop", "replay", "cancel", replay, "--json");
      assertThat(cancelled.code()).as(cancelled.err()).isZero();
      assertThat(cancelled.json().path("state").asText()).isEqualTo("cancelled");
    }
  }

  @Test
  void dead_letters_are_put_back_and_a_delivery_is_retried() throws Exception {
    RECEIVER.failing("/dead", 1);
    String id = instance.api().webhook("ws_dead", "once", RECEIVER.url("/dead"), "*").id();
    publisher.json("ws_dead", "evt_dead", "memory.stored", "{}").get();
    Arrival failed = RECEIVER.next("/dead");
    Eventually.that(
        "a dead letter",
        () -> instance.api().find("ws_dead", "/v1/dead-letters").path("data").size() == 1);
    Typed back = run("ws_dead", "replay", "dead-letters", "--webhook", id);
    assertThat(back.code()).as(back.err()).isZero();
    assertThat(back.out().lines().toList().get(1)).startsWith("rpl_");
    assertThat(RECEIVER.next("/dead").deliveryId()).isEqualTo(failed.deliveryId());

    Typed again = run("ws_dead", "deliveries", "retry", failed.deliveryId(), "--json");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.json().path("id").asText()).isEqualTo(failed.deliveryId());
    assertThat(RECEIVER.next("/dead").deliveryId()).isEqualTo(failed.deliveryId());
  }

  @Test
  void a_refusal_says_what_is_wrong_and_where_and_exits_with_1() {
    Typed nothingSaid = run("ws_none", "replay", "start");
    assertThat(nothingSaid.code()).isEqualTo(1);
    assertThat(nothingSaid.err()).contains("422").contains("/since");
    for (String rate : List.of("0", "-1", "1e300", "NaN", "Infinity")) {
      Typed refused = run("ws_none", "replay", "start", "--since", SINCE, "--rate", rate);
      assertThat(refused.code()).as(rate).isEqualTo(1);
      assertThat(refused.err()).as(rate).contains("/rate_per_second");
    }
    Typed future = run("ws_none", "replay", "start", "--since", "2126-01-01T00:00:00Z");
    assertThat(future.code()).isEqualTo(1);
    assertThat(future.err()).contains("/since").contains("future");
    assertThat(run("ws_none", "replay", "show", "rpl_none").err()).contains("404");
    assertThat(run("ws_none", "replay", "cancel", "rpl_none").code()).isEqualTo(1);
    assertThat(run("ws_none", "deliveries", "retry", "dlv_none").code()).isEqualTo(1);
    assertThat(run("ws_none", "publish", "memory.stored", "{").err()).contains("not JSON");
  }

  @Test
  void wrong_arguments_exit_with_2_and_nobody_listening_with_3() {
    Typed keyless = Typed.bare("replay", "list", "--url", instance.api().base(), "--key", "");
    assertThat(keyless.code()).isEqualTo(2);
    assertThat(keyless.err()).contains("--key");
    assertThat(Typed.bare("publish", "memory.stored", "--key", "").code()).isEqualTo(2);
    assertThat(Typed.bare("replay").code()).isEqualTo(2);
    assertThat(Typed.bare("deliveries").code()).isEqualTo(2);
    assertThat(Typed.bare("replay", "start", "--rate", "fast").code()).isEqualTo(2);
    Typed alone = Typed.bare("replay", "list", "--url", "http://127.0.0.1:9", "--key", "any");
    assertThat(alone.code()).isEqualTo(3);
    assertThat(alone.err()).contains("is it running");
    Typed stranger =
        Typed.bare("replay", "list", "--url", instance.api().base(), "--key", "hk_wrong");
    assertThat(stranger.code()).isEqualTo(1);
    assertThat(stranger.err()).contains("401");
  }
}
