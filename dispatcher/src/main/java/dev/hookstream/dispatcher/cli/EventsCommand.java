package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code events}: what was published, and what can be. */
@Command(
    name = "events",
    description = "Publishes events, and shows what became of one.",
    subcommands = PublishCommand.class,
    footer = {"", "Example:", "  hookstream events show evt_…"})
final class EventsCommand extends CommandGroup {
  @Command(
      name = "show",
      description = "Shows an event, which webhooks it reached, and why not the others.",
      footer = {"", "Example:", "  hookstream events show evt_…"})
  void show(@Mixin ApiOptions api, @Mixin Output output, @Parameters(paramLabel = "ID") String id)
      throws InterruptedException {
    JsonNode event = api.call("GET", "/v1/events/" + Query.encoded(id), null);
    if (output.json()) {
      output.json(event);
      return;
    }
    WebhookView.printAll(
        event, output, "id", "type", "workspace_id", "product", "occurred_at", "data");
    Table table = Table.of("!WEBHOOK", "=OUTCOME", "!DELIVERY", "#TRIES", "ANSWER OR REASON");
    for (JsonNode row : event.path("deliveries")) {
      table.row(
          Words.cell(row, "webhook_id"),
          Words.state(Words.text(row, "status")),
          Words.cell(row, "id"),
          Words.cell(row, "attempt_count"),
          Words.cell(row, row.hasNonNull("last_status_code") ? "last_status_code" : "last_error"));
    }
    for (JsonNode row : event.path("not_delivered")) {
      table.row(
          Words.cell(row, "webhook_id"),
          Words.state(Words.text(row, "outcome")),
          Table.cell(""),
          Table.cell(""),
          Words.cell(row, "reason"));
    }
    output.line("");
    if (table.isEmpty()) {
      output.line("It has reached no webhook: there is none.");
    } else {
      output.table(table);
    }
  }

  @Command(
      name = "types",
      description = "Shows the catalogue: the types of the key's contract.",
      footer = {"", "Example:", "  hookstream events types"})
  void types(
      @Mixin ApiOptions api,
      @Mixin Output output,
      @Option(names = "--contract", description = "For the operator's key only.")
          @Nullable String contract)
      throws InterruptedException {
    JsonNode page =
        api.call("GET", new Query("/v1/event-types").with("contract", contract).toString(), null);
    if (output.json()) {
      output.json(page);
      return;
    }
    Table table = Table.of("!TYPE", "DESCRIPTION");
    for (JsonNode type : page.path("data")) {
      table.row(Words.cell(type, "type"), Words.cell(type, "description"));
    }
    if (table.isEmpty()) {
      output.line("The contract has no catalogue: every type is taken.");
    } else {
      output.table(table);
    }
  }
}
