package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hookstream.dispatcher.testing.TestBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `serve` says, when nobody looks at a terminal. */
class JsonLogTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  @TempDir private Path folder;

  @Test
  void every_line_is_an_object_and_one_about_a_delivery_says_which() throws Exception {
    Path log = folder.resolve("log");
    RunningInstance settings = new RunningInstance(TestBroker.settings(), folder.resolve("state"));
    Map<String, String> environment = new HashMap<>(settings.environment());
    environment.put("HOOKSTREAM_LOG_ATTEMPTS", "DEBUG");
    Api.Webhook webhook;
    try (Receiver receiver = new Receiver();
        OutsideInstance instance = new OutsideInstance(environment, log);
        Publisher publisher = new Publisher(settings.kafka())) {
      receiver.failing("/fails", 1);
      webhook =
          instance
              .api()
              .webhook("ws_log", "standard", receiver.url("/fails") + "?token=t0ps3cret", "*");
      byte[] value = Publisher.jsonBytes("ws_log", "evt_log", Samples.TYPE, "{\"body\":\"b0dy\"}");
      publisher
          .send(
              "ws_log",
              value,
              new RecordHeader(
                  "traceparent", ("00-" + TRACE + "-b7ad6b7169203331-01").getBytes(UTF_8)))
          .get();
      receiver.next("/fails", 2);
      Eventually.that("both are logged", () -> about(log).size() >= 2);
    }
    List<JsonNode> lines = lines(log);
    assertThat(lines).hasSizeGreaterThan(2);
    for (JsonNode line : lines) {
      assertThat(Instant.parse(line.path("time").asText())).isAfter(Instant.EPOCH);
      for (String field : List.of("level", "logger", "thread", "message")) {
        assertThat(line.path(field).isTextual()).as("%s in %s", field, line).isTrue();
      }
    }
    List<JsonNode> attempts = about(log);
    assertThat(attempts).extracting(line -> line.path("attempt").asInt()).containsExactly(1, 2);
    assertThat(attempts)
        .extracting(line -> line.path("level").asText())
        .containsExactly("INFO", "DEBUG");
    for (JsonNode line : attempts) {
      assertThat(line.path("delivery_id").asText()).startsWith("dlv_");
      assertThat(line.path("event_id").asText()).isEqualTo("evt_log");
      assertThat(line.path("webhook_id").asText()).isEqualTo(webhook.id());
      assertThat(line.path("workspace_id").asText()).isEqualTo("ws_log");
      assertThat(line.path("trace_id").asText()).isEqualTo(TRACE);
    }
    assertThat(attempts.get(0).path("status").asInt()).isEqualTo(500);
    assertThat(Files.readString(log))
        .doesNotContain(webhook.secret(), "t0ps3cret", "b0dy", RunningInstance.OPERATOR_KEY)
        .doesNotContain(
            Api.json(environment.get("HOOKSTREAM_KEYSET"))
                .at("/key/0/keyData/value")
                .asText()
                .substring(0, 40));
  }

  private static List<JsonNode> about(Path log) throws Exception {
    return lines(log).stream().filter(line -> line.has("delivery_id")).toList();
  }

  /** Those that are whole: the last one may be on its way. */
  private static List<JsonNode> lines(Path log) throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    String text = Files.readString(log);
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
      if (!line.isEmpty()) {
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.isObject()).as(line).isTrue();
        lines.add(json);
      }
    }
    return lines;
  }
}
