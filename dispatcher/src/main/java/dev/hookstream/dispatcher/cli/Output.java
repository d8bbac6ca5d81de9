package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.receive.Paint;
import dev.hookstream.dispatcher.receive.Terminal;
import dev.hookstream.dispatcher.receive.Text;
import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command answers: tables for people, JSON for programs. */
final class Output {
  @Option(names = "--json", description = "The API's own answer, for programs.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  private @Nullable Boolean terminal;

  boolean json() {
    return json;
  }

  /** Whether somebody watches standard output. */
  boolean terminal() {
    Boolean known = terminal;
    if (known == null) {
      known = Terminal.isThere();
      terminal = known;
    }
    return known;
  }

  Paint paint() {
    return Terminal.paint(terminal(), System.getenv());
  }

  void line(String line) {
    out().println(line);
    out().flush();
  }

  /** Writes over the line before; on a terminal only. */
  void over(String line) {
    int width = Terminal.size().width();
    out().print("\r" + Text.fit(line, Math.max(1, width - 1)));
    out().flush();
  }

  void table(Table table) {
    int width = terminal() ? Terminal.size().width() : 0;
    table.lines(width, paint()).forEach(out()::println);
    out().flush();
  }

  /** Names and values of one thing. */
  void fields(Map<String, String> fields) {
    Paint paint = paint();
    int widest = fields.keySet().stream().mapToInt(String::length).max().orElse(0);
    fields.forEach(
        (name, value) ->
            out()
                .println(
                    paint.with(Paint.DIM, Text.fit(name, widest))
                        + "  "
                        + (value.isEmpty() ? "-" : Text.clean(value))));
    out().flush();
  }

  /** One line of JSON. */
  void json(JsonNode node) {
    jsonPart(node + "\n");
  }

  /** A part of a line of JSON, or all of it; where somebody watches it moves no cursor. */
  void jsonPart(String part) {
    out().print(terminal() ? Text.escaped(part) : part);
    out().flush();
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
