package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.hookstream.dispatcher.cli.HookstreamCommand;
import dev.hookstream.dispatcher.embedded.broker.EmbeddedBroker;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.receive.SignatureCheck;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.TopicNames;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.secret.Keyring;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.tools.consumer.group.ConsumerGroupCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An installation moves to another cluster, with other names and fewer partitions there. */
class BackupTest {
  private static final String WS = "ws_moves";
  private static final String GIVEN = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @TempDir private Path folder;

  private record Ran(int code, String out) {}

  private static Ran run(String... command) {
    StringWriter out = new StringWriter();
    PrintWriter to = new PrintWriter(out);
    int code = HookstreamCommand.run(to, to, command);
    return new Ran(code, out.toString());
  }

  private String config(String name, KafkaSettings kafka, String keyset) throws Exception {
    Path keys = Files.writeString(folder.resolve(name + ".keyset.json"), keyset);
    return Files.writeString(
            folder.resolve(name + ".yml"),
            """
            kafka:
              bootstrap_servers: "%s"
              topic_prefix: "%s"
              events_topic: "%s"
            operator_key: %s
            keyset_file: "%s"
            """
                .formatted(
                    kafka.bootstrapServers(),
                    kafka.names().prefix(),
                    kafka.names().events(),
                    RunningInstance.OPERATOR_KEY,
                    keys))
        .toString();
  }

  /** Webhooks without what is only true of one moment. */
  private static JsonNode webhooks(Api api) throws Exception {
    JsonNode all = api.get(WS, "/v1/webhooks");
    all.path("data").forEach(one -> ((ObjectNode) one).remove("health"));
    return all;
  }

  private static void publish(Api api, String id) throws Exception {
    api.post("", "/v1/events", "{\"id\":\"" + id + "\",\"type\":\"a.b\",\"data\":{}}", 202);
  }

  @Test
  void whatIsPutBackOnAnotherClusterWorksAsItDid() throws Exception {
    HttpServer tokens = tokens();
    try (Receiver receiver = new Receiver();
        RunningInstance old =
            new RunningInstance(TestBroker.settings(), folder.resolve("old")).start();
        EmbeddedBroker elsewhere = EmbeddedBroker.start(folder.resolve("kafka"), 0)) {
      String keyset = old.environment().get("HOOKSTREAM_KEYSET");
      Api operator = old.api();
      JsonNode made =
          operator.post(
              WS,
              "/v1/webhooks",
              """
              {"contract":"standard","url":"%s","events":["a.*"],"ordering":"strict","rate_limit_per_second":50}\
              """
                  .formatted(receiver.url("/made")),
              201);
      operator.post(
          WS,
          "/v1/webhooks",
          """
          {"contract":"standard","url":"%s","events":["*"],"secret":"%s",
           "headers":{"X-Key":{"value":"s3cret","secret":true}}}\
          """
              .formatted(receiver.url("/given"), GIVEN),
          201);
      operator.post(
          WS,
          "/v1/webhooks",
          """
          {"contract":"standard","url":"%s","events":["*"],
           "oauth2":{"token_url":"http://127.0.0.1:%d/token","client_id":"me","client_secret":"s3cret"}}\
          """
              .formatted(receiver.url("/token"), tokens.getAddress().getPort()),
          201);
      Api.Webhook off = operator.webhook(WS, "standard", receiver.url("/off"), "*");
      operator.patch(WS, "/v1/webhooks/" + off.id(), "{\"status\":\"disabled\"}");
      operator.put(WS, "/v1/alert-settings", "{\"emails\":[\"ann@example.test\"]}", 200);
      String key =
          operator
              .post(
                  "",
                  "/v1/api-keys",
                  "{\"workspace_id\":\"" + WS + "\",\"contract\":\"standard\"}",
                  201)
              .path("key")
              .asText();
      publish(new Api(old.port(), key), "evt_before");
      assertThat(receiver.next("/made").eventId()).isEqualTo("evt_before");
      JsonNode before = webhooks(operator);
      JsonNode alerts = operator.get(WS, "/v1/alert-settings");

      String file = folder.resolve("backup.ndjson").toString();
      String from = config("old", old.kafka(), keyset);
      Ran taken = run("backup", file, "--config", from);
      assertThat(taken.out()).contains("1 API keys, 4 webhooks, settings of 1 workspaces");
      assertThat(taken.code()).isZero();
      assertThat(run("backup", file, "--config", from).out()).contains("is there already");
      assertThat(Files.readString(Path.of(file)))
          .doesNotContain("s3cret", key, GIVEN, made.path("secret").asText());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(file))))
          .isEqualTo("rw-------");
      old.close();

      KafkaSettings there =
          new KafkaSettings(
              Map.of("bootstrap.servers", elsewhere.bootstrapServers()),
              new TopicNames("moved-", "events"),
              3,
              (short) 1);
      String to = config("new", there, keyset);
      assertThat(run("restore", file, "--config", to).out()).contains("make them first");
      try (RunningInstance moved =
              new RunningInstance(there, folder.resolve("new")).with("KEYSET", keyset);
          Publisher mirror = new Publisher(there)) {
        mirror.json(WS, "evt_mirrored", "a.b", "{}").get();
        moved.start();
        String wrong = config("wrong", there, Keyring.generateJson());
        Ran refused = run("restore", file, "--config", wrong);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).contains("the keyset is another one");

        Ran restored = run("restore", file, "--config", to);
        assertThat(restored.out()).contains("Restored 1 API keys, 4 webhooks");
        assertThat(restored.code()).isZero();
        assertThat(webhooks(moved.api())).isEqualTo(before);
        assertThat(moved.api().get(WS, "/v1/alert-settings")).isEqualTo(alerts);

        Api withKey = new Api(moved.port(), key);
        Eventually.that(
            "the key is known", () -> withKey.ask("", "/v1/webhooks").statusCode() == 200);
        publish(withKey, "evt_after");
        verify(receiver.next("/made"), made.path("secret").asText());
        Arrival given = receiver.next("/given", 2).get(1);
        verify(given, GIVEN);
        assertThat(given.header("X-Key")).isEqualTo("s3cret");
        Arrival token = receiver.next("/token", 2).get(1);
        assertThat(token.header("Authorization")).isEqualTo("Bearer t0ken");
        assertThat(receiver.all()).noneMatch(arrival -> arrival.path().equals("/off"));

        Ran again = run("restore", file, "--config", to);
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.out()).contains("nothing was written", "1 API keys and 4 webhooks");
        assertThat(run("restore", file, "--config", to, "--merge").out())
            .contains("Restored 0 API keys, 0 webhooks, settings of 0 workspaces")
            .contains("there: 1 API keys, 4 webhooks, alert settings of 1 workspaces.");
        assertThat(webhooks(moved.api())).isEqualTo(before);
        moved.api().patch(WS, "/v1/webhooks/" + off.id(), "{\"status\":\"enabled\"}");
        assertThat(receiver.next("/off").eventId()).as("held since").isEqualTo("evt_after");

        moved.close();
        readOnFrom(
            Instant.parse(taken.out().replaceAll("(?s).*read on from (\\S+).*", "$1")), there);
        moved.start();
        assertThat(receiver.next("/made").eventId()).isEqualTo("evt_mirrored");
        assertThat(receiver.next("/made").eventId()).as("twice").isEqualTo("evt_after");
      }
    } finally {
      tokens.stop(0);
    }
  }

  /** Nothing is undone by a merge, however much older the backup is. */
  @Test
  void whatWasChangedOrDeletedSinceTheBackupStaysSo() throws Exception {
    try (Receiver receiver = new Receiver();
        RunningInstance instance =
            new RunningInstance(TestBroker.settings(), folder.resolve("state")).start()) {
      Api operator = instance.api();
      Api.Webhook stays = operator.webhook(WS, "standard", receiver.url("/stays"), "*");
      Api.Webhook deleted = operator.webhook(WS, "standard", receiver.url("/deleted"), "*");
      operator.webhook("ws_erased", "standard", receiver.url("/erased"), "*");
      operator.put("ws_erased", "/v1/alert-settings", "{\"emails\":[\"e@example.test\"]}", 200);
      operator.put(WS, "/v1/alert-settings", "{\"emails\":[\"old@example.test\"]}", 200);
      JsonNode good = key(operator, WS);
      JsonNode leaked = key(operator, WS);
      key(operator, "ws_erased");
      String config =
          config("own", instance.kafka(), instance.environment().get("HOOKSTREAM_KEYSET"));
      String file = folder.resolve("old.ndjson").toString();
      assertThat(run("backup", file, "--config", config).out()).contains("3 API keys, 3 webhooks");

      operator.put(WS, "/v1/alert-settings", "{\"emails\":[\"new@example.test\"]}", 200);
      operator.patch(WS, "/v1/webhooks/" + stays.id(), "{\"description\":\"newer\"}");
      assertThat(operator.delete(WS, "/v1/webhooks/" + deleted.id())).isEqualTo(204);
      assertThat(operator.delete("", "/v1/api-keys/" + leaked.path("id").asText())).isEqualTo(204);
      assertThat(operator.delete("", "/v1/workspaces/ws_erased")).isEqualTo(204);
      JsonNode webhooks = webhooks(operator);
      JsonNode alerts = operator.get(WS, "/v1/alert-settings");

      Ran merged = run("restore", file, "--config", config, "--merge");
      assertThat(merged.out())
          .contains("Restored 0 API keys, 0 webhooks, settings of 0 workspaces")
          .contains("there: 1 API keys, 1 webhooks, alert settings of 1 workspaces.")
          .contains("since the backup: 2 API keys, 2 webhooks, alert settings of 1 workspaces.")
          .doesNotContain("may be back");
      assertThat(merged.code()).isZero();
      assertThat(webhooks(operator)).isEqualTo(webhooks);
      assertThat(webhooks.path("data")).hasSize(1);
      assertThat(operator.get(WS, "/v1/alert-settings")).isEqualTo(alerts);
      assertThat(operator.get("ws_erased", "/v1/webhooks").path("data")).isEmpty();
      assertThat(ask(instance, good)).isEqualTo(200);
      assertThat(ask(instance, leaked)).isEqualTo(401);
    }
  }

  private static JsonNode key(Api operator, String workspace) throws Exception {
    return operator.post(
        "",
        "/v1/api-keys",
        "{\"workspace_id\":\"" + workspace + "\",\"contract\":\"standard\"}",
        201);
  }

  private static int ask(RunningInstance instance, JsonNode key) throws Exception {
    return new Api(instance.port(), key.path("key").asText()).ask("", "/v1/webhooks").statusCode();
  }

  /** As docs/operate/backup.md says. */
  private static void readOnFrom(Instant time, KafkaSettings kafka) {
    ConsumerGroupCommand.main(
        new String[] {
          "--bootstrap-server",
          kafka.bootstrapServers(),
          "--group",
          kafka.group("dispatch"),
          "--topic",
          kafka.names().events(),
          "--reset-offsets",
          "--to-datetime",
          DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS")
              .withZone(ZoneOffset.UTC)
              .format(time),
          "--execute"
        });
  }

  private static void verify(Arrival arrival, String secret) {
    assertThat(arrival.eventId()).isEqualTo("evt_after");
    SignatureCheck check =
        new SignatureCheck(Contracts.builtIn().find("standard").orElseThrow(), secret);
    Map<String, String> headers = new HashMap<>();
    arrival
        .headers()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    assertThat(check.problem(headers, arrival.body(), System.currentTimeMillis())).isEmpty();
  }

  private static HttpServer tokens() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    server.createContext(
        "/token",
        exchange -> {
          byte[] answer =
              "{\"access_token\":\"t0ken\",\"token_type\":\"Bearer\",\"expires_in\":600}"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    return server;
  }
}
