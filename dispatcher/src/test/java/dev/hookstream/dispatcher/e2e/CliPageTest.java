package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.cli.HookstreamCommand;
import dev.hookstream.dispatcher.testing.TestBroker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of docs/cli.md, from the top of the page to its end. */
class CliPageTest {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  @TempDir private Path folder;

  private static List<String> commands() throws Exception {
    List<String> commands = new ArrayList<>();
    String[] blocks = Files.readString(Path.of("../docs/cli.md")).split("```");
    for (int i = 1; i < blocks.length; i += 2) {
      blocks[i].lines().filter(line -> line.startsWith("hookstream ")).forEach(commands::add);
    }
    return commands;
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(command);
    while (matcher.find()) {
      for (int group = 1; group <= 3; group++) {
        if (matcher.group(group) != null) {
          words.add(matcher.group(group));
        }
      }
    }
    return words.subList(1, words.size());
  }

  @Test
  void every_command_does_what_the_page_says() throws Exception {
    try (Receiver receiver = new Receiver();
        RunningInstance instance =
            new RunningInstance(TestBroker.settings(), folder.resolve("state")).start()) {
      Typed key =
          Typed.by(instance, "ws_page", "keys", "create", "--contract", "aresgen", "--json");
      String workspaceKey = key.json().path("key").asText();
      Api.Webhook hook =
          instance.api().webhook("ws_page", "aresgen", receiver.url("/page"), "voice.*");
      Api.Webhook spare =
          instance.api().webhook("ws_page", "aresgen", receiver.url("/spare"), "audit.*");
      instance
          .api()
          .post(
              "ws_page",
              "/v1/events",
              "{\"id\":\"evt_0\",\"workspace_id\":\"ws_page\",\"type\":\"voice.trained\",\"data\":{}}",
              202);
      Arrival arrival = receiver.next("/page");
      Path body = Files.write(folder.resolve("body.json"), arrival.body());
      Path headers = folder.resolve("headers.txt");
      List<String> lines = new ArrayList<>();
      arrival.headers().forEach((name, values) -> lines.add(name + ": " + values.get(0)));
      Files.write(headers, lines);
      Eventually.that(
          "in the log",
          () -> instance.api().find("ws_page", "/v1/deliveries/" + arrival.deliveryId()).has("id"));

      CompletableFuture<Integer> listening = CompletableFuture.completedFuture(0);
      for (String command : commands()) {
        boolean operators = command.startsWith("hookstream keys");
        String filled =
            command
                .replace("$WEBHOOK", command.contains("delete") ? spare.id() : hook.id())
                .replace("$DELIVERY", arrival.deliveryId())
                .replace("$KEY_ID", key.json().path("id").asText())
                .replace("$SECRET", hook.secret())
                .replace("headers.txt", headers.toString())
                .replace("body.json", body.toString())
                .replace("http://localhost:3000/hook", receiver.url("/local"))
                .replace("https://example.com/hook", receiver.url("/made"));
        List<String> words = new ArrayList<>(words(filled));
        if (!words.get(0).equals("verify")) {
          String by = operators ? RunningInstance.OPERATOR_KEY : workspaceKey;
          words.addAll(List.of("--url", instance.api().base(), "--key", by));
        }
        if (words.get(0).equals("listen")) {
          words.addAll(List.of("--count", "1"));
          listening = listen(words);
          continue;
        }
        Typed typed = Typed.bare(words.toArray(String[]::new));
        assertThat(typed.code()).as(command + "\n" + typed.out() + typed.err()).isZero();
        assertThat(typed.out()).as(command).isNotBlank();
      }
      assertThat(receiver.next("/local").text()).contains("chatbot.csat.received");
      assertThat(listening.get(60, TimeUnit.SECONDS)).isZero();
    }
  }

  /** On a thread of its own; returns when it listens. */
  private static CompletableFuture<Integer> listen(List<String> words) throws Exception {
    StringWriter out = new StringWriter();
    PrintWriter to = new PrintWriter(out);
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> ended.complete(HookstreamCommand.run(to, to, words.toArray(String[]::new))),
            "typed");
    thread.setDaemon(true);
    thread.start();
    Eventually.that("listening", () -> out.toString().contains("Listening"));
    return ended;
  }
}
