package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much of a long list. */
final class Paging {
  private static final int PAGE = 250;

  @Option(
      names = "--limit",
      defaultValue = "50",
      description = "At most so many (${DEFAULT-VALUE}).")
  private int limit = 50;

  @Option(names = "--cursor", description = "Goes on where a page before has ended.")
  private @Nullable String cursor;

  @Option(names = "--all", description = "Everything, page by page.")
  private boolean all;

  /**
   * Reads pages until there is enough, and shows each as it comes: --all can be more than fits into
   * memory. With --json it is one document all the same.
   *
   * @param row puts one into the table
   */
  void read(ApiOptions api, Output output, Query query, Table table, Consumer<JsonNode> row)
      throws InterruptedException {
    String base = query.toString();
    char before = base.indexOf('?') < 0 ? '?' : '&';
    @Nullable String next = cursor;
    long left = all ? Long.MAX_VALUE : limit;
    String between = "{\"data\":[";
    do {
      long size = all ? PAGE : Math.min(left, PAGE);
      String path = base + before + "limit=" + size;
      if (next != null) {
        path += "&cursor=" + Query.encoded(next);
      }
      JsonNode page = api.call("GET", path, null);
      for (JsonNode one : page.path("data")) {
        if (output.json()) {
          output.jsonPart(between + one);
          between = ",";
        } else {
          row.accept(one);
        }
        left--;
      }
      next = page.hasNonNull("next_cursor") ? page.path("next_cursor").asText() : null;
      if (!output.json() && !table.isEmpty()) {
        output.table(table);
        table.goOn();
      }
    } while (next != null && left > 0);
    if (output.json()) {
      String start = between.equals(",") ? "" : between;
      output.jsonPart(
          start + "],\"next_cursor\":" + (next == null ? "null" : new TextNode(next)) + "}\n");
    }
    rest = next;
  }

  private @Nullable String rest;

  /** What there is to say below a table. */
  void tellRest(Output output) {
    if (rest != null && !output.json()) {
      output.line("There is more: --all, or --cursor " + rest);
    }
  }
}
