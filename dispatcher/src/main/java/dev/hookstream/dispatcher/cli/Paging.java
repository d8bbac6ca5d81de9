package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
   * Reads pages until there is enough. With --json a line is a page as the API gave it, one where
   * one was asked for.
   */
  void read(ApiOptions api, Output output, Query query, Consumer<JsonNode> rows)
      throws InterruptedException {
    String base = query.toString();
    char before = base.indexOf('?') < 0 ? '?' : '&';
    @Nullable String next = cursor;
    long left = all ? Long.MAX_VALUE : limit;
    ObjectNode shown = ApiOptions.object();
    ArrayNode data = shown.putArray("data");
    do {
      long size = all ? PAGE : Math.min(left, PAGE);
      String path = base + before + "limit=" + size;
      if (next != null) {
        path += "&cursor=" + Query.encoded(next);
      }
      JsonNode page = api.call("GET", path, null);
      for (JsonNode row : page.path("data")) {
        if (output.json()) {
          data.add(row);
        } else {
          rows.accept(row);
        }
        left--;
      }
      next = page.hasNonNull("next_cursor") ? page.path("next_cursor").asText() : null;
    } while (next != null && left > 0);
    shown.put("next_cursor", next);
    if (output.json()) {
      output.json(shown);
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
