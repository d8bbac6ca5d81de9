package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dead-letters}: deliveries that were given up. */
@Command(
    name = "dead-letters",
    description = "Shows what was given up, and puts it back.",
    footer = {"", "Example:", "  hookstream dead-letters list --webhook wh_…"})
final class DeadLettersCommand extends CommandGroup {
  @Command(
      name = "list",
      description = "Shows dead letters, newest first.",
      footer = {"", "Example:", "  hookstream dead-letters list --type document.published --all"})
  void list(
      @Mixin ApiOptions api,
      @Mixin Output output,
      @Mixin Paging paging,
      @Mixin DeliveriesCommand.Filter filter,
      @Option(names = "--webhook", description = "Of this webhook.") @Nullable String webhook,
      @Option(names = "--reason", description = "Given up for this reason: attempts_used_up, say.")
          @Nullable String reason)
      throws InterruptedException {
    Table table =
        Table.of("!DELIVERY", "TYPE", "!EVENT", "!WEBHOOK", "#TRIES", "ANSWER", "REASON", "AT");
    paging.read(
        api,
        output,
        filter.into(
            new Query("/v1/dead-letters").with("webhook_id", webhook).with("reason", reason)),
        table,
        row ->
            table.row(
                Words.cell(row, "delivery_id"),
                Words.cell(row, "type"),
                Words.cell(row, "event_id"),
                Words.cell(row, "webhook_id"),
                Words.cell(row, "attempts"),
                Words.cell(
                    row, row.hasNonNull("last_status_code") ? "last_status_code" : "last_error"),
                Words.cell(row, "reason"),
                Words.time(row, "at")));
    if (!output.json() && table.isEmpty()) {
      output.line("There are no dead letters.");
    }
    paging.tellRest(output);
  }

  @Command(
      name = "retry",
      description = "Puts dead letters back, each in its next round; all without a filter.",
      footer = {"", "Example:", "  hookstream dead-letters retry --webhook wh_… --watch"})
  int retry(
      @Mixin ApiOptions api,
      @Mixin Output output,
      @Mixin ReplayCommand.Wish wish,
      @Option(names = "--watch", description = "Shows how far it is, until its end.") boolean watch)
      throws InterruptedException {
    JsonNode job = api.call("POST", "/v1/dead-letters/retry", wish.body());
    return ReplayWatch.shown(job, watch, api, output);
  }
}
