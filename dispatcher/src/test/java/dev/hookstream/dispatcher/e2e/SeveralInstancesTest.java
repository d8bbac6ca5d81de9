package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.topology.secret.Keyring;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeveralInstancesTest {
  private static final int WORKSPACES = 8;
  private static final List<String> APPLICATIONS = List.of("dispatch", "log");

  private final KafkaSettings kafka = TestBroker.settings();
  private final String keyset = Keyring.generateJson();

  /** Around all that this test does, and the same in each question. */
  private final String span =
      "&since=" + Instant.now().minusSeconds(600) + "&until=" + Instant.now().plusSeconds(1_200);

  /** Workspace to the id of its webhook. */
  private final Map<String, String> webhooks = new LinkedHashMap<>();

  /** Workspace to the id of its delivery. */
  private final Map<String, String> deliveries = new LinkedHashMap<>();

  @Test
  void any_instance_answers_any_question_also_while_another_leaves(@TempDir Path state)
      throws Exception {
    try (Receiver receiver = new Receiver();
        RunningInstance one = instance(state.resolve("one"));
        RunningInstance two = instance(state.resolve("two"))) {
      List<Api> apis = List.of(one.api(), two.api());
      bothAnswer(receiver, apis);
      noneLeaks(apis);
      changes(apis);
      heldIsFound(apis);
      revokedIsRefused(apis, List.of(one, two));
      rightOrUnreadyWhile(two::close, one.api());
    }
  }

  @Test
  void what_a_killed_instance_had_is_answered_by_those_that_are_left(@TempDir Path state)
      throws Exception {
    try (Receiver receiver = new Receiver();
        RunningInstance one = instance(state.resolve("one"));
        RunningInstance settings = new RunningInstance(kafka, state.resolve("two"));
        OutsideInstance two =
            new OutsideInstance(
                settings.with("KEYSET", keyset).environment(), state.resolve("two.log"))) {
      bothAnswer(receiver, List.of(one.api(), two.api()));
      rightOrUnreadyWhile(two::close, one.api());
    }
  }

  private void bothAnswer(Receiver receiver, List<Api> apis) throws Exception {
    Eventually.that("both have partitions", this::bothHaveSome);
    for (Api api : apis) {
      Eventually.that("all workspaces' state has moved", () -> knowsAllWorkspaces(api));
    }
    for (int i = 0; i < WORKSPACES; i++) {
      deliver(receiver, "ws_" + i, apis.get(i % 2));
    }
    assertThat(everything(apis.get(1))).isEqualTo(everything(apis.get(0)));
  }

  private void rightOrUnreadyWhile(Runnable leaves, Api api) throws Exception {
    Map<String, JsonNode> before = everything(api);
    List<String> wrong = new ArrayList<>();
    Thread leaving = new Thread(leaves, "leaving");
    leaving.start();
    Eventually.that(
        "all is answered by the one that is left",
        () -> {
          wrong.addAll(neitherRightNorUnready(api, before));
          return !leaving.isAlive() && answersAll(api);
        });
    assertThat(wrong).isEmpty();
    assertThat(everything(api)).isEqualTo(before);
  }

  private RunningInstance instance(Path state) throws Exception {
    return new RunningInstance(kafka, state).with("KEYSET", keyset).start();
  }

  private static boolean knowsAllWorkspaces(Api api) throws Exception {
    for (int i = 0; i < WORKSPACES; i++) {
      if (api.ask("ws_" + i, "/v1/webhooks").statusCode() != 200) {
        return false;
      }
    }
    return true;
  }

  private boolean bothHaveSome() throws Exception {
    try (Admin admin = Admin.create(kafka.admin("test"))) {
      for (String application : APPLICATIONS) {
        String group = kafka.group(application);
        long busy =
            Objects.requireNonNull(
                    admin.describeConsumerGroups(List.of(group)).all().get().get(group))
                .members()
                .stream()
                .map(MemberDescription::assignment)
                .filter(assignment -> !assignment.topicPartitions().isEmpty())
                .count();
        if (busy < 2) {
          return false;
        }
      }
    }
    return true;
  }

  /** A webhook, an event and its delivery, all by way of one instance. */
  private void deliver(Receiver receiver, String workspace, Api api) throws Exception {
    String id = api.webhook(workspace, "standard", receiver.url("/" + workspace), "*").id();
    webhooks.put(workspace, id);
    String event = "{\"id\":\"evt_" + workspace + "\",\"type\":\"a.b\",\"data\":{}}";
    // What answers 503 is to be asked again; under the same id it is the same event.
    Eventually.that("it is taken", () -> api.offer(workspace, "/v1/events", event) == 202);
    assertThat(receiver.next("/" + workspace).eventId()).isEqualTo("evt_" + workspace);
    // State may still be moving to the instance that came last: 503, and asked again.
    String list = "/v1/webhooks/" + id + "/deliveries";
    Eventually.that(
        "it is in the log",
        () -> !Api.json(api.ask(workspace, list).body()).at("/data/0/id").isMissingNode());
    deliveries.put(workspace, api.get(workspace, list).at("/data/0/id").asText());
    Eventually.that(
        "it is counted",
        () ->
            Api.json(api.ask(workspace, "/v1/webhooks/" + id).body())
                .at("/health/success_rate_last_hour")
                .isNumber());
  }

  private List<String> paths(String workspace) {
    String webhook = "/v1/webhooks/" + webhooks.get(workspace);
    return List.of(
        webhook,
        "/v1/webhooks",
        webhook + "/deliveries",
        webhook + "/deliveries?event_id=evt_" + workspace,
        webhook + "/deliveries?status=failed",
        webhook + "/stats?bucket=5m" + span,
        "/v1/deliveries/" + deliveries.get(workspace),
        "/v1/events/evt_" + workspace);
  }

  /** Without what a lane in memory forgets when it moves. */
  private static JsonNode still(JsonNode answer) {
    answer.findParents("window").forEach(health -> ((ObjectNode) health).remove("window"));
    return answer;
  }

  private void noneLeaks(List<Api> apis) throws Exception {
    for (Api api : apis) {
      for (String id : webhooks.values()) {
        assertThat(api.find("ws_stranger", "/v1/webhooks/" + id).isMissingNode()).isTrue();
      }
      for (String id : deliveries.values()) {
        assertThat(api.find("ws_stranger", "/v1/deliveries/" + id).isMissingNode()).isTrue();
      }
    }
  }

  /** What one instance has changed the other one shows at once. */
  private void changes(List<Api> apis) throws Exception {
    for (Map.Entry<String, String> webhook : webhooks.entrySet()) {
      String path = "/v1/webhooks/" + webhook.getValue();
      for (int i = 0; i < 2; i++) {
        JsonNode changed =
            apis.get(i).patch(webhook.getKey(), path, "{\"description\":\"by " + i + "\"}");
        assertThat(changed.at("/description").asText()).isEqualTo("by " + i);
        assertThat(apis.get(1 - i).get(webhook.getKey(), path).at("/description").asText())
            .isEqualTo("by " + i);
      }
    }
  }

  /** What waits for its first attempt is told of by the lane, wherever that is. */
  private void heldIsFound(List<Api> apis) throws Exception {
    for (int i = 0; i < WORKSPACES; i++) {
      String workspace = "ws_held_" + i;
      String hook =
          "/v1/webhooks/"
              + apis.get(0).webhook(workspace, "standard", "http://127.0.0.1:9/", "held.*").id();
      apis.get(0).patch(workspace, hook, "{\"status\":\"disabled\"}");
      String event = "{\"id\":\"held_" + workspace + "\",\"type\":\"held.x\",\"data\":{}}";
      apis.get(0).post(workspace, "/v1/events", event, 202);
      String held = hook + "/deliveries?status=held";
      Eventually.that("it waits", () -> apis.get(0).get(workspace, held).path("data").size() == 1);
      String id = apis.get(0).get(workspace, held).at("/data/0/id").asText();
      for (Api api : apis) {
        assertThat(api.get(workspace, "/v1/deliveries/" + id).path("status").asText())
            .isEqualTo("held");
        assertThat(
                api.get(workspace, "/v1/events/held_" + workspace)
                    .path("deliveries")
                    .findValuesAsText("id"))
            .contains(id);
      }
      apis.get(1).delete(workspace, hook, 204);
    }
  }

  private static void revokedIsRefused(List<Api> apis, List<RunningInstance> instances)
      throws Exception {
    for (int i = 0; i < 2; i++) {
      JsonNode made =
          apis.get(i)
              .post(
                  "", "/v1/api-keys", "{\"workspace_id\":\"ws_k\",\"contract\":\"standard\"}", 201);
      Api here = new Api(instances.get(i).port(), made.path("key").asText());
      Api there = new Api(instances.get(1 - i).port(), made.path("key").asText());
      assertThat(here.ask("", "/v1/webhooks").statusCode()).isEqualTo(200);
      Eventually.that(
          "the other one knows it", () -> there.ask("", "/v1/webhooks").statusCode() == 200);
      assertThat(apis.get(i).delete("", "/v1/api-keys/" + made.path("id").asText())).isEqualTo(204);
      assertThat(here.ask("", "/v1/webhooks").statusCode()).isEqualTo(401);
      Eventually.that(
          "the other one refuses it", () -> there.ask("", "/v1/webhooks").statusCode() == 401);
    }
  }

  private Map<String, JsonNode> everything(Api api) throws Exception {
    Map<String, JsonNode> all = new LinkedHashMap<>();
    for (String workspace : webhooks.keySet()) {
      for (String path : paths(workspace)) {
        all.put(workspace + " " + path, still(api.get(workspace, path)));
      }
    }
    return all;
  }

  private boolean answersAll(Api api) throws Exception {
    for (String workspace : webhooks.keySet()) {
      for (String path : paths(workspace)) {
        JsonNode answer = Api.json(api.ask(workspace, path).body());
        boolean rateless =
            answer.findValues("success_rate_last_hour").stream().anyMatch(JsonNode::isNull);
        if (answer.has("title") || rateless) {
          return false;
        }
      }
    }
    return true;
  }

  private List<String> neitherRightNorUnready(Api api, Map<String, JsonNode> right)
      throws Exception {
    List<String> wrong = new ArrayList<>();
    for (String workspace : webhooks.keySet()) {
      for (String path : paths(workspace)) {
        HttpResponse<String> answer = api.ask(workspace, path);
        boolean unready =
            answer.statusCode() == 503 && answer.headers().firstValue("Retry-After").isPresent();
        JsonNode expected = withoutRate(Objects.requireNonNull(right.get(workspace + " " + path)));
        if (!unready && !withoutRate(still(Api.json(answer.body()))).equals(expected)) {
          wrong.add(path + " → " + answer.statusCode() + " " + answer.body());
        }
      }
    }
    return wrong;
  }

  /** A rate that cannot be told while the log moves is null, and the webhook is shown. */
  private static JsonNode withoutRate(JsonNode answer) {
    JsonNode copy = answer.deepCopy();
    copy.findParents("success_rate_last_hour")
        .forEach(health -> ((ObjectNode) health).remove("success_rate_last_hour"));
    return copy;
  }
}
