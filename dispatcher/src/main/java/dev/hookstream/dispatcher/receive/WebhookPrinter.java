package dev.hookstream.dispatcher.receive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A webhook as lines for a person. Pure; for any thread. */
public final class WebhookPrinter {
  private static final JsonFactory JSON = new JsonFactory();

  private final Paint paint;
  private final boolean pretty;
  private final DateTimeFormatter clock;

  /**
   * @param pretty whether the body is indented, or left as it came on one line
   */
  public WebhookPrinter(Paint paint, boolean pretty, ZoneId zone) {
    this.paint = paint;
    this.pretty = pretty;
    this.clock = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
  }

  /** What a signature's check said. */
  public sealed interface Verdict {
    /** There is no secret to check with. */
    record Unchecked() implements Verdict {}

    /** Checked; the problem in words, or none. */
    record Checked(Optional<String> problem) implements Verdict {}
  }

  /** The lines of one webhook, an empty one at the end. */
  public List<String> lines(Webhook webhook, Verdict verdict, int answered) {
    List<String> lines = new ArrayList<>();
    String target = Text.clean(webhook.method() + " " + webhook.path());
    lines.add(
        paint.with(Paint.DIM, clock.format(Instant.ofEpochMilli(webhook.at())))
            + "  "
            + paint.with(Paint.BOLD, target)
            + "  "
            + (webhook.attempt() > 1 ? "attempt " + webhook.attempt() + "  " : "")
            + paint.with(answered < 300 ? Paint.GREEN : Paint.RED, "answered " + answered)
            + "  "
            + verdict(verdict));
    for (Map.Entry<String, String> header : new TreeMap<>(webhook.headers()).entrySet()) {
      if (matters(header.getKey())) {
        String name = Text.clean(header.getKey()) + ": ";
        lines.add("  " + paint.with(Paint.DIM, name) + Text.clean(header.getValue()));
      }
    }
    String body = new String(webhook.body(), StandardCharsets.UTF_8);
    String shown = pretty ? Optional.ofNullable(indented(body)).orElse(body) : body;
    for (String line : shown.split("\r?\n", -1)) {
      lines.add("  " + Text.clean(line));
    }
    lines.add("");
    return lines;
  }

  private String verdict(Verdict verdict) {
    if (verdict instanceof Verdict.Checked checked) {
      return checked
          .problem()
          .map(problem -> paint.with(Paint.RED, "✗ " + Text.clean(problem)))
          .orElse(paint.with(Paint.GREEN, "✓ signature ok"));
    }
    return paint.with(Paint.DIM, "signature not checked (no --secret)");
  }

  private static boolean matters(String name) {
    return name.startsWith("webhook-")
        || name.equals("content-type")
        || name.endsWith("signature")
        || name.endsWith("timestamp");
  }

  /** Null where it is not JSON. Numbers stay the text that they were. */
  private static @Nullable String indented(String body) {
    StringWriter out = new StringWriter();
    try (JsonParser in = JSON.createParser(body);
        JsonGenerator to = JSON.createGenerator(out)) {
      DefaultIndenter unix = new DefaultIndenter("  ", "\n");
      to.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(unix).withArrayIndenter(unix));
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token.isNumeric()) {
          to.writeNumber(in.getText());
        } else {
          to.copyCurrentEvent(in);
        }
      }
    } catch (IOException e) {
      return null;
    }
    return out.toString();
  }
}
