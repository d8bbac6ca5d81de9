package dev.hookstream.dispatcher.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.cli.HookstreamCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A command as somebody typed it, and what it left behind.
 *
 * @param code the exit code
 */
record Typed(int code, String out, String err) {
  /** With the API's address, the operator's key and a workspace. */
  static Typed by(RunningInstance instance, String workspace, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--url", instance.api().base(), "--key", RunningInstance.OPERATOR_KEY));
    if (!workspace.isEmpty()) {
      all.addAll(List.of("--workspace", workspace));
    }
    return bare(all.toArray(String[]::new));
  }

  /** Just so. */
  static Typed bare(String... command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = HookstreamCommand.run(new PrintWriter(out), new PrintWriter(err), command);
    return new Typed(code, out.toString(), err.toString());
  }

  JsonNode json() throws Exception {
    return Api.json(out);
  }

  /** A row of a table, without the titles. */
  String row(int number) {
    return out.lines().toList().get(number);
  }
}
