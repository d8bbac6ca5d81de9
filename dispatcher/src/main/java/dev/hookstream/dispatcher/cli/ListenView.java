package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.listen.Forwarder.Answer;
import dev.hookstream.dispatcher.receive.Paint;
import dev.hookstream.dispatcher.receive.Text;
import java.net.URI;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code listen} shows: a line an event, or a line of JSON. On one thread. */
final class ListenView {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final Output output;
  private final Paint paint;
  private final boolean bodies;
  private long events;
  private long taken;
  private long missed;
  private boolean forwarded;

  ListenView(Output output, boolean bodies) {
    this.output = output;
    this.paint = output.paint();
    this.bodies = bodies;
  }

  /** The first time with where to and the secret, later without. */
  void listening(JsonNode hello, @Nullable URI to, @Nullable String secret) {
    forwarded |= to != null;
    if (output.json()) {
      ObjectNode json = message("listening", hello);
      json.put("forward_to", to == null ? null : to.toString()).put("secret", secret);
      output.json(json);
      return;
    }
    say(
        Paint.BOLD,
        "Listening to "
            + hello.path("workspace_id").asText()
            + " ("
            + hello.path("contract").asText()
            + ")"
            + (to == null ? "" : ", forwarding to " + to)
            + "; Ctrl-C stops");
    if (secret != null) {
      output.line("  signed with the secret " + secret);
    }
  }

  void event(JsonNode event, @Nullable Answer answer) {
    events++;
    if (answer != null && answer.taken()) {
      taken++;
    }
    if (output.json()) {
      ObjectNode json = message("event", event);
      if (answer != null) {
        json.putObject("answer")
            .put("status_code", answer.status() == 0 ? null : answer.status())
            .put("response_time_ms", answer.millis())
            .put("response_body", answer.body())
            .put("error", answer.error());
      }
      output.json(json);
      return;
    }
    String line =
        Text.clean(event.path("type").asText()) + "  " + Text.clean(event.path("id").asText());
    String end = "";
    if (answer != null) {
      String said =
          answer.status() == 0
              ? Text.clean(String.valueOf(answer.error()))
              : answer.status() + " in " + answer.millis() + " ms";
      end = "  → " + paint.with(answer.taken() ? Paint.GREEN : Paint.RED, said);
      if (!answer.taken() && !answer.body().isBlank() && !bodies) {
        end += "  " + Text.clean(answer.body().strip().lines().findFirst().orElse(""));
      }
    }
    output.line(paint.with(Paint.DIM, now()) + "  " + line + end);
    if (bodies) {
      output.line("  " + Text.clean(event.path("body").asText()));
      if (answer != null && !answer.body().isBlank()) {
        answer.body().lines().forEach(said -> output.line("  < " + Text.clean(said)));
      }
    }
  }

  void missed(JsonNode gap) {
    missed++;
    if (output.json()) {
      output.json(message("missed", gap));
      return;
    }
    say(
        Paint.YELLOW,
        "Too far behind: passed over what came from "
            + gap.path("since").asText()
            + " to "
            + gap.path("until").asText()
            + " (at most "
            + gap.path("most").asText()
            + " events)");
  }

  void note(String kind, String text) {
    if (output.json()) {
      output.json(ApiOptions.object().put("message", kind).put("reason", text));
    } else {
      say(Paint.YELLOW, (kind.equals("lost") ? "Connection lost: " : "Waiting: ") + text);
    }
  }

  void summary() {
    if (!output.json()) {
      output.line(
          events
              + (events == 1 ? " event" : " events")
              + (forwarded ? ", " + taken + " answered with success" : "")
              + (missed == 0 ? "" : ", " + missed + " gaps"));
    }
  }

  private void say(String colour, String text) {
    output.line(paint.with(Paint.DIM, now()) + "  " + paint.with(colour, Text.clean(text)));
  }

  private static ObjectNode message(String kind, JsonNode fields) {
    ObjectNode json = ApiOptions.object().put("message", kind);
    fields.properties().forEach(field -> json.set(field.getKey(), field.getValue()));
    return json;
  }

  private static String now() {
    return CLOCK.format(LocalTime.now(java.time.ZoneId.systemDefault()));
  }
}
