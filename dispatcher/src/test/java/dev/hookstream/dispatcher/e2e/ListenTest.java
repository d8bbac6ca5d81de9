package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.cli.HookstreamCommand;
import dev.hookstream.dispatcher.receive.SignatureCheck;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.topology.contract.Contracts;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code listen} as somebody runs it, beside a server that is stopped and started. */
class ListenTest {
  @TempDir Path folder;

  private final Receiver program = new Receiver();
  private RunningInstance instance;

  @BeforeEach
  void start() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    // The same after a restart: the listener knows no other.
    instance =
        new RunningInstance(TestBroker.settings(), folder)
            .with("HTTP_PORT", Integer.toString(port))
            .start();
  }

  @AfterEach
  void stop() {
    instance.close();
    program.close();
  }

  /** A command that goes on, and its lines so far. */
  private static final class Running extends Writer {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();

    Running(String... command) {
      PrintWriter out = new PrintWriter(this);
      Thread thread =
          new Thread(() -> ended.complete(HookstreamCommand.run(out, out, command)), "typed");
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public synchronized void write(char[] text, int from, int length) {
      for (int i = from; i < from + length; i++) {
        if (text[i] == '\n') {
          lines.add(line.toString());
          line.setLength(0);
        } else {
          line.append(text[i]);
        }
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    /** The line that is JSON and has this message; waits for it. */
    JsonNode message(String kind) throws Exception {
      Eventually.that(kind + " in " + lines, () -> !messages(kind).isEmpty());
      return messages(kind).get(0);
    }

    List<JsonNode> messages(String kind) throws Exception {
      List<JsonNode> found = new ArrayList<>();
      for (String json : lines) {
        if (json.startsWith("{") && Api.json(json).path("message").asText().equals(kind)) {
          found.add(Api.json(json));
        }
      }
      return found;
    }

    List<String> events() throws Exception {
      return messages("event").stream().map(event -> event.path("id").asText()).toList();
    }

    int code() throws Exception {
      return ended.get(90, TimeUnit.SECONDS);
    }
  }

  private String key(String workspace, String contract) throws Exception {
    Typed made = Typed.by(instance, workspace, "keys", "create", "--contract", contract, "--json");
    return made.json().path("key").asText();
  }

  private Running listen(String key, String... more) {
    List<String> command = new ArrayList<>(List.of("listen", "--json"));
    command.addAll(List.of("--url", instance.api().base(), "--key", key));
    command.addAll(List.of(more));
    return new Running(command.toArray(String[]::new));
  }

  private void publish(String key, String id, String type) {
    Typed typed =
        Typed.bare(
            "publish",
            type,
            "{\"n\":1.10}",
            "--id",
            id,
            "--url",
            instance.api().base(),
            "--key",
            key);
    assertThat(typed.code()).as(typed.err()).isZero();
  }

  @Test
  void events_reach_a_local_program_signed_and_the_workspaces_own_alone() throws Exception {
    String key = key("ws_1", "aresgen");
    String other = key("ws_2", "aresgen");
    Running listening = listen(key, "--forward-to", program.url("/hook"), "--count", "2");
    String secret = listening.message("listening").path("secret").asText();
    publish(other, "evt_other", "voice.trained");
    publish(key, "evt_1", "voice.trained");
    program.failing("/hook", 1);
    publish(key, "evt_2", "voice.trained");
    Arrival first = program.next("/hook");
    assertThat(first.eventId()).isEqualTo("evt_1");
    assertThat(first.text()).contains("1.10").contains("\"workspace_id\":\"ws_1\"");
    var check = new SignatureCheck(Contracts.builtIn().find("aresgen").orElseThrow(), secret);
    Map<String, String> headers =
        Map.of(
            "webhook-id", first.header("webhook-id"),
            "aresgen-signature", first.header("Aresgen-Signature"),
            "aresgen-timestamp", first.header("Aresgen-Timestamp"));
    assertThat(check.problem(headers, first.body(), System.currentTimeMillis())).isEmpty();
    assertThat(listening.code()).isZero();
    assertThat(listening.events()).containsExactly("evt_1", "evt_2");
  }

  @Test
  void what_happens_while_the_server_is_away_is_shown_when_it_is_back() throws Exception {
    String key = key("ws_1", "standard");
    Running listening = listen(key, "--count", "3");
    listening.message("listening");
    publish(key, "evt_1", "a.b");
    Eventually.that("shown", () -> listening.events().size() == 1);
    instance.close();
    assertThat(listening.message("lost").path("reason").asText()).isNotEmpty();
    try (Publisher upstream = new Publisher(instance.kafka())) {
      upstream.json("ws_1", "evt_2", "a.b", "{}").get();
    }
    instance.start();
    publish(key, "evt_3", "a.b");
    assertThat(listening.code()).isZero();
    assertThat(listening.events()).containsExactly("evt_1", "evt_2", "evt_3");
  }

  @Test
  void a_revoked_key_ends_it_with_a_reason() throws Exception {
    JsonNode made = Typed.by(instance, "ws_1", "keys", "create", "--json").json();
    Running listening = listen(made.path("key").asText());
    listening.message("listening");
    assertThat(Typed.by(instance, "", "keys", "revoke", made.path("id").asText()).code()).isZero();
    assertThat(listening.code()).isEqualTo(1);
    assertThat(listening.lines).anyMatch(line -> line.contains("401"));
    Typed late =
        Typed.bare("listen", "--url", instance.api().base(), "--key", made.path("key").asText());
    assertThat(late.code()).isEqualTo(1);
    assertThat(Typed.bare("listen", "--url", "http://127.0.0.1:9", "--key", "x").code())
        .isEqualTo(3);
  }

  @Test
  void a_program_that_is_slow_or_down_is_shown_so_and_holds_up_nothing_for_ever() throws Exception {
    String key = key("ws_1", "standard");
    program.hanging("/hook");
    Running slow =
        listen(key, "--forward-to", program.url("/hook"), "--timeout", "0.2", "--count", "2");
    slow.message("listening");
    publish(key, "evt_1", "a.b");
    publish(key, "evt_2", "a.b");
    assertThat(slow.code()).isZero();
    List<JsonNode> shown = slow.messages("event");
    assertThat(shown.get(0).at("/answer/error").asText()).contains("no answer within 0.2 s");
    assertThat(shown.get(1).at("/answer/status_code").asInt()).isEqualTo(204);

    String gone = program.url("/hook");
    program.close();
    Running down = listen(key, "--forward-to", gone, "--count", "1", "--events", "c.*");
    down.message("listening");
    publish(key, "evt_3", "a.b");
    publish(key, "evt_4", "c.d");
    assertThat(down.code()).isZero();
    assertThat(down.events()).containsExactly("evt_4");
    assertThat(down.message("event").at("/answer/error").asText()).contains("nothing listens");
  }
}
