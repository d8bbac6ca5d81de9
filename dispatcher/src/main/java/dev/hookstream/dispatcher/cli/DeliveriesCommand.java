package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code deliveries}: what became of events, through the API. */
@Command(
    name = "deliveries",
    description = "Shows deliveries and makes single ones again.",
    footer = {"", "Example:", "  hookstream deliveries list --webhook wh_… --status failed"})
final class DeliveriesCommand extends CommandGroup {
  /** Which of a webhook's. */
  static final class Filter {
    @Option(names = "--type", description = "Of this event type.")
    private @Nullable String type;

    @Option(names = "--event", description = "Of this event's id.")
    private @Nullable String event;

    @Option(names = "--since", description = "Accepted at this time (RFC 3339) or later.")
    private @Nullable String since;

    @Option(names = "--until", description = "Accepted before this time.")
    private @Nullable String until;

    Query into(Query query) {
      return query
          .with("type", type)
          .with("event_id", event)
          .with("since", since)
          .with("until", until);
    }
  }

  @Command(
      name = "list",
      description = "Shows a webhook's deliveries, newest first.",
      footer = {
        "",
        "Example:",
        "  hookstream deliveries list --webhook wh_… --status failed --since 2026-05-11T00:00:00Z"
      })
  void list(
      @Mixin ApiOptions api,
      @Mixin Output output,
      @Mixin Paging paging,
      @Mixin Filter filter,
      @Option(names = "--webhook", required = true, description = "Whose.") String webhook,
      @Option(names = "--status", description = "delivered, retrying, held, failed or discarded.")
          @Nullable String status)
      throws InterruptedException {
    Query query = filter.into(new Query("/v1/webhooks/" + Query.encoded(webhook) + "/deliveries"));
    Table table =
        Table.of("!DELIVERY", "=STATUS", "TYPE", "!EVENT", "#TRIES", "ANSWER", "#MS", "ACCEPTED");
    paging.read(
        api,
        output,
        query.with("status", status),
        table,
        row ->
            table.row(
                Words.cell(row, "id"),
                Words.state(Words.text(row, "status")),
                Words.cell(row, "type"),
                Words.cell(row, "event_id"),
                Words.cell(row, "attempt_count"),
                Words.cell(
                    row, row.hasNonNull("last_status_code") ? "last_status_code" : "last_error"),
                Words.cell(row, "last_response_time_ms"),
                Words.time(row, "accepted_at")));
    if (!output.json() && table.isEmpty()) {
      output.line("There are no such deliveries.");
    }
    paging.tellRest(output);
  }

  @Command(
      name = "show",
      description = "Shows a delivery with all its attempts and what came back.",
      footer = {"", "Example:", "  hookstream deliveries show dlv_…"})
  void show(@Mixin ApiOptions api, @Mixin Output output, @Parameters(paramLabel = "ID") String id)
      throws InterruptedException {
    JsonNode delivery = api.call("GET", path(id), null);
    if (output.json()) {
      output.json(delivery);
      return;
    }
    WebhookView.printAll(
        delivery,
        output,
        "id",
        "status",
        "reason",
        "type",
        "event_id",
        "webhook_id",
        "replay_id",
        "accepted_at",
        "next_attempt_at");
    Table table = Table.of("#TRY", "AT", "ANSWER", "#MS", "RESPONSE");
    for (JsonNode attempt : delivery.path("attempts")) {
      table.row(
          Words.cell(attempt, "number"),
          Words.time(attempt, "at"),
          Table.cell(Words.answer(attempt)),
          Words.cell(attempt, "response_time_ms"),
          Words.cell(attempt, "response_body"));
    }
    if (!table.isEmpty()) {
      output.line("");
      output.table(table);
    }
    if (delivery.hasNonNull("payload")) {
      output.line("");
      List.of(delivery.path("payload").toPrettyString().split("\n"))
          .forEach(line -> output.line(dev.hookstream.dispatcher.receive.Text.clean(line)));
    }
  }

  @Command(
      name = "retry",
      description = "Makes a delivery once more, now.",
      footer = {"", "Example:", "  hookstream deliveries retry dlv_…"})
  void retry(@Mixin ApiOptions api, @Mixin Output output, @Parameters(paramLabel = "ID") String id)
      throws InterruptedException {
    JsonNode retried = api.call("POST", path(id) + "/retry", null);
    WebhookView.printAll(retried, output, "id", "status", "event_id", "webhook_id");
  }

  private static String path(String id) {
    return "/v1/deliveries/" + Query.encoded(id);
  }
}
