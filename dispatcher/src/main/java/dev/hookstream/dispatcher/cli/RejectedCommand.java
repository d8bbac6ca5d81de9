package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.receive.Text;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code rejected}: records that could not be events. */
@Command(
    name = "rejected",
    description =
        "Shows records that could not be events, and puts them back; needs the operator's key.",
    footer = {"", "Example:", "  hookstream rejected list --limit 10"})
final class RejectedCommand extends CommandGroup {
  private static final String ROOT = "/v1/rejected-events";
  private static final int PAGE = 250;

  @Command(
      name = "list",
      description = "Shows what was rejected and why, newest first.",
      footer = {"", "Example:", "  hookstream rejected list --all --json"})
  void list(@Mixin ApiOptions api, @Mixin Output output, @Mixin Paging paging)
      throws InterruptedException {
    Table table = Table.of("!ID", "AT", "REASON", "MESSAGE", "POINTER", "KEY", "#BYTES");
    paging.read(
        api,
        output,
        new Query(ROOT),
        table,
        row ->
            table.row(
                Words.cell(row, "id"),
                Words.time(row, "at"),
                Words.cell(row, "reason"),
                Words.cell(row, "message"),
                Words.cell(row, "pointer"),
                Words.cell(row, "key"),
                Words.cell(row, "bytes")));
    if (!output.json() && table.isEmpty()) {
      output.line("Nothing was rejected.");
    }
    paging.tellRest(output);
  }

  @Command(
      name = "show",
      description = "Shows one with its first 2 KiB; looks through the list for it.",
      footer = {"", "Example:", "  hookstream rejected show 3-1042"})
  void show(@Mixin ApiOptions api, @Mixin Output output, @Parameters(paramLabel = "ID") String id)
      throws InterruptedException {
    @Nullable String cursor = null;
    do {
      JsonNode page =
          api.call(
              "GET", new Query(ROOT).with("limit", PAGE).with("cursor", cursor).toString(), null);
      for (JsonNode row : page.path("data")) {
        if (row.path("id").asText().equals(id)) {
          print(row, output);
          return;
        }
      }
      cursor = page.hasNonNull("next_cursor") ? page.path("next_cursor").asText() : null;
    } while (cursor != null);
    throw new CliException("there is no rejected event " + id + " among those that are kept");
  }

  @Command(
      name = "retry",
      description = "Puts one back where it came from, once the cause is mended.",
      footer = {"", "Example:", "  hookstream rejected retry 3-1042"})
  void retry(@Mixin ApiOptions api, @Mixin Output output, @Parameters(paramLabel = "ID") String id)
      throws InterruptedException {
    JsonNode now = api.call("POST", ROOT + "/" + Query.encoded(id) + "/retry", null);
    if (output.json()) {
      output.json(now);
    } else {
      output.line(
          Text.clean(
              "put back: "
                  + Words.text(now, "topic")
                  + "-"
                  + Words.text(now, "partition")
                  + " @ "
                  + Words.text(now, "offset")));
    }
  }

  private static void print(JsonNode row, Output output) {
    WebhookView.printAll(
        row,
        output,
        "id",
        "at",
        "reason",
        "message",
        "pointer",
        "key",
        "topic",
        "partition",
        "offset",
        "bytes",
        "head");
  }
}
