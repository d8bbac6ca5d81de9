package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.ReplayEntry;
import dev.hookstream.schemas.ReplayProgress;
import dev.hookstream.schemas.ReplayState;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
  private static final String TYPE = "memory.stored";
  private static final String SINCE = "2026-01-01T00:00:00Z";

  static final String ONCE =
      """
      contract: once
      timeout: 30s
      body: data
      signature:
        signed: "{body}"
        encoding: hex
        headers: {Signature: "{signature}"}
      secret: {made_by: ours}
      retry:
        attempts: 1
      """;

  @TempDir static Path folder;

  private static final Receiver RECEIVER = new Receiver();
  private static RunningInstance instance;
  private static Publisher publisher;

  @BeforeAll
  static void start() throws Exception {
    Path contracts = Files.createDirectory(folder.resolve("contracts"));
    Files.writeString(contracts.resolve("once.yaml"), ONCE);
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

  private static Set<String> publish(String workspace, int count) {
    Set<String> ids = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      ids.add("evt_" + i);
      var unused = publisher.json(workspace, "evt_" + i, TYPE, "{\"i\":" + i + "}");
    }
    publisher.flush();
    return ids;
  }

  private static List<Arrival> under(String replayId) {
    return RECEIVER.all().stream()
        .filter(
            arrival ->
                arrival.headers().getOrDefault("webhook-replay-id", List.of()).contains(replayId))
        .toList();
  }

  private static Set<String> ids(List<Arrival> arrivals) {
    return arrivals.stream().map(Arrival::eventId).collect(Collectors.toCollection(TreeSet::new));
  }

  private static JsonNode replay(String workspace, String fields) throws Exception {
    return instance
        .api()
        .post(
            workspace, "/v1/webhooks/replay", "{\"since\":\"" + SINCE + "\"," + fields + "}", 202);
  }

  private static Callable<Boolean> is(String workspace, String replayId, String state) {
    return () -> view(workspace, replayId).path("state").asText().equals(state);
  }

  private static JsonNode view(String workspace, String replayId) throws Exception {
    return instance.api().get(workspace, "/v1/webhooks/replays/" + replayId);
  }

  private static int letters(String workspace) throws Exception {
    return instance.api().find(workspace, "/v1/dead-letters?limit=250").path("data").size();
  }

  @Test
  void what_failed_arrives_once_a_replay_and_dead_letters_put_back_leave_the_list()
      throws Exception {
    RECEIVER.failing("/failed", 60);
    Api.Webhook webhook = instance.api().webhook("ws_failed", "once", RECEIVER.url("/failed"), "*");
    Set<String> published = publish("ws_failed", 60);
    Eventually.that("all are dead letters", () -> letters("ws_failed") == 60);

    String fields = "\"status\":\"failed\",\"webhook_id\":\"" + webhook.id() + "\"";
    JsonNode counted = replay("ws_failed", fields + ",\"dry_run\":true");
    assertThat(counted.path("matched").asInt()).isEqualTo(60);
    assertThat(counted.path("state").asText()).isEqualTo("finished");
    for (int time = 0; time < 2; time++) {
      String id = replay("ws_failed", fields).path("replay_id").asText();
      Eventually.that("finished", is("ws_failed", id, "finished"));
      assertThat(ids(under(id))).isEqualTo(published);
      assertThat(under(id)).as("each once").hasSameSizeAs(published);
      assertThat(view("ws_failed", id).path("delivered").asInt()).isEqualTo(60);
    }
    assertThat(under(counted.path("replay_id").asText())).as("a dry run").isEmpty();

    int before = RECEIVER.all().size();
    String back =
        instance
            .api()
            .post("ws_failed", "/v1/dead-letters/retry", "{}", 202)
            .path("replay_id")
            .asText();
    Eventually.that("finished", is("ws_failed", back, "finished"));
    List<Arrival> again = RECEIVER.all().subList(before, RECEIVER.all().size());
    assertThat(ids(again)).isEqualTo(published);
    assertThat(again).hasSameSizeAs(published);
    Eventually.that(
        "none is left",
        () -> instance.api().get("ws_failed", "/v1/dead-letters").path("data").isEmpty());
    JsonNode delivery =
        instance.api().get("ws_failed", "/v1/deliveries/" + again.get(0).deliveryId());
    assertThat(delivery.path("status").asText()).isEqualTo("delivered");
    assertThat(delivery.path("attempts").findValuesAsText("round")).containsExactly("0", "1");
  }

  @Test
  void a_retry_by_hand_delivers_at_once() throws Exception {
    RECEIVER.failing("/by-hand", 1);
    instance.api().webhook("ws_hand", "hrizn", RECEIVER.url("/by-hand"), "*");
    publisher.json("ws_hand", "evt_hand", "ideacloud.failed", "{}").get();
    Arrival first = RECEIVER.next("/by-hand");
    String path = "/v1/deliveries/" + first.deliveryId();
    Eventually.that(
        "a minute's wait is scheduled",
        () ->
            instance.api().find("ws_hand", path).path("status").asText().equals("retrying")
                && instance.api().find("ws_hand", path).hasNonNull("next_attempt_at"));
    instance.api().post("ws_hand", path + "/retry", "", 202);
    assertThat(RECEIVER.next("/by-hand").deliveryId()).isEqualTo(first.deliveryId());
    Eventually.that(
        "delivered",
        () -> instance.api().get("ws_hand", path).path("status").asText().equals("delivered"));
  }

  @Test
  void what_was_missed_before_the_webhook_existed_arrives_and_nothing_else() throws Exception {
    instance.api().webhook("ws_missed", "once", RECEIVER.url("/other"), "*");
    Set<String> missed = publish("ws_missed", 40);
    var arrived = RECEIVER.next("/other", 40);
    assertThat(arrived).hasSize(40);
    Api.Webhook late = instance.api().webhook("ws_missed", "once", RECEIVER.url("/late"), TYPE);
    publisher.json("ws_missed", "evt_after", TYPE, "{}").get();
    RECEIVER.next("/late");
    String id =
        replay("ws_missed", "\"status\":\"missed\",\"webhook_id\":\"" + late.id() + "\"")
            .path("replay_id")
            .asText();
    Eventually.that("finished", is("ws_missed", id, "finished"));
    assertThat(ids(under(id))).isEqualTo(missed);
    assertThat(under(id)).hasSameSizeAs(missed);
    assertThat(view("ws_missed", id).path("matched").asInt()).isEqualTo(40);
  }

  @Test
  void a_replay_goes_on_after_a_restart_where_it_stood() throws Exception {
    int count = 2_000;
    instance.api().webhook("ws_restart", "once", RECEIVER.url("/restart"), "*");
    Set<String> published = publish("ws_restart", count);
    RECEIVER.next("/restart", count);
    String id =
        replay("ws_restart", "\"status\":\"all\",\"rate_per_second\":400")
            .path("replay_id")
            .asText();
    Eventually.that("a quarter has arrived", () -> under(id).size() > count / 4);
    instance.close();
    int atTheStop = under(id).size();
    instance.start();
    Eventually.that("finished", is("ws_restart", id, "finished"));
    assertThat(atTheStop).as("or it was not stopped midway").isLessThan(count);
    assertThat(ids(under(id))).isEqualTo(published);
    assertThat(under(id)).as("each once").hasSize(count);
    assertThat(view("ws_restart", id).path("delivered").asInt()).isEqualTo(count);
  }

  @Test
  void a_cancelled_replay_ends_where_it_is() throws Exception {
    instance.api().webhook("ws_cancel", "once", RECEIVER.url("/cancel"), "*");
    var unused = publish("ws_cancel", 300);
    RECEIVER.next("/cancel", 300);
    String id = replay("ws_cancel", "\"rate_per_second\":20").path("replay_id").asText();
    Eventually.that("it has begun", () -> !under(id).isEmpty());
    instance.api().delete("ws_cancel", "/v1/webhooks/replays/" + id, 200);
    Eventually.that(
        "it has stopped and says so",
        () -> {
          JsonNode view = view("ws_cancel", id);
          return view.path("state").asText().equals("cancelled")
              && view.path("matched").asInt() == under(id).size();
        });
    assertThat(under(id).size()).isLessThan(300);
  }

  @Test
  void a_replay_whose_webhook_is_deleted_midway_fails_and_says_why() throws Exception {
    Api.Webhook webhook =
        instance.api().webhook("ws_deleted", "once", RECEIVER.url("/deleted"), "*");
    var unused = publish("ws_deleted", 300);
    RECEIVER.next("/deleted", 300);
    String id =
        replay("ws_deleted", "\"rate_per_second\":20,\"webhook_id\":\"" + webhook.id() + "\"")
            .path("replay_id")
            .asText();
    Eventually.that("it has begun", () -> !under(id).isEmpty());
    assertThat(instance.api().delete("ws_deleted", "/v1/webhooks/" + webhook.id())).isEqualTo(204);
    Eventually.that("it has failed", is("ws_deleted", id, "failed"));
    assertThat(view("ws_deleted", id).path("problem").asText()).contains("deleted");
    assertThat(under(id).size()).isLessThan(300);
  }

  @Test
  void replays_of_a_workspace_that_is_erased_midway_come_to_an_end() throws Exception {
    Api.Webhook webhook = instance.api().webhook("ws_erased", "once", RECEIVER.url("/erased"), "*");
    var unused = publish("ws_erased", 300);
    RECEIVER.next("/erased", 300);
    String one =
        replay("ws_erased", "\"rate_per_second\":20,\"webhook_id\":\"" + webhook.id() + "\"")
            .path("replay_id")
            .asText();
    String all = replay("ws_erased", "\"rate_per_second\":20").path("replay_id").asText();
    Eventually.that("both have begun", () -> !under(one).isEmpty() && !under(all).isEmpty());
    assertThat(instance.api().delete("", "/v1/workspaces/ws_erased")).isEqualTo(204);
    // Nobody is shown them any more, so it is read where they are kept.
    try (TopicReader jobs = new TopicReader(instance.kafka(), Topic.REPLAY_JOBS)) {
      Eventually.that("the webhook's", () -> states(jobs, one).contains(ReplayState.FAILED));
      Eventually.that("the workspace's", () -> states(jobs, all).contains(ReplayState.FINISHED));
    }
    assertThat(instance.api().ask("ws_erased", "/v1/webhooks/replays/" + one).statusCode())
        .isEqualTo(404);
    assertThat(under(all).size()).isLessThan(300);
  }

  /** All that a replay has been in. */
  private static Set<ReplayState> states(TopicReader jobs, String replayId) {
    return jobs.read().stream()
        .filter(record -> record.value() != null)
        .map(record -> AvroCodec.of(ReplayEntry.class).decode(record.value()))
        .filter(entry -> entry.getReplayId().equals(replayId))
        .filter(entry -> entry.getContent() instanceof ReplayProgress)
        .map(entry -> ((ReplayProgress) entry.getContent()).getState())
        .collect(Collectors.toSet());
  }
}
