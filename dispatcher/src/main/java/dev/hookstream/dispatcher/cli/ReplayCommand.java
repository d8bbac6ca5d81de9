package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code replay}: old events once more, through the API. */
@Command(
    name = "replay",
    description = "Delivers old events again: as a job, to be watched.",
    footer = {"", "Example:", "  hookstream replay start --since 2026-05-11T08:00:00Z --watch"})
final class ReplayCommand extends CommandGroup {
  private static final String ROOT = "/v1/webhooks/replay";

  @Command(
      name = "start",
      description = "Replays one event, or what there was since a time.",
      footer = {
        "",
        "Examples:",
        "  hookstream replay start --event evt_…",
        "  hookstream replay start --since 2026-05-11T08:00:00Z --status missed --dry-run",
        "  hookstream replay start --since 2026-05-11T08:00:00Z --watch"
      })
  int start(
      @Mixin ApiOptions api,
      @Mixin Output output,
      @Mixin Wish wish,
      @Option(names = "--status", description = "failed, missed or all (all if unsaid).")
          @Nullable String status,
      @Option(names = "--watch", description = "Shows how far it is, until its end.") boolean watch)
      throws InterruptedException {
    ObjectNode body = wish.body();
    if (status != null) {
      body.put("status", status);
    }
    JsonNode job = api.call("POST", ROOT, body);
    return ReplayWatch.shown(job, watch, api, output);
  }

  @Command(
      name = "dead-letters",
      description = "Puts dead letters back; the same as `dead-letters retry`.",
      footer = {"", "Example:", "  hookstream replay dead-letters --webhook wh_…"})
  int deadLetters(
      @Mixin ApiOptions api,
      @Mixin Output output,
      @Mixin Wish wish,
      @Option(names = "--watch", description = "Shows how far it is, until its end.") boolean watch)
      throws InterruptedException {
    JsonNode job = api.call("POST", "/v1/dead-letters/retry", wish.body());
    return ReplayWatch.shown(job, watch, api, output);
  }

  @Command(
      name = "list",
      description = "Shows the workspace's replays, newest first.",
      footer = {"", "Example:", "  hookstream replay list"})
  void list(@Mixin ApiOptions api, @Mixin Output output, @Mixin Paging paging)
      throws InterruptedException {
    Table table = ReplayWatch.table();
    paging.read(api, output, new Query(ROOT + "s"), table, job -> ReplayWatch.row(table, job));
    if (!output.json() && table.isEmpty()) {
      output.table(table);
    }
    paging.tellRest(output);
  }

  @Command(
      name = "show",
      description = "Shows how far a replay is.",
      footer = {"", "Example:", "  hookstream replay show rpl_…"})
  int show(@Mixin ApiOptions api, @Mixin Output output, @Parameters(paramLabel = "ID") String id)
      throws InterruptedException {
    return ReplayWatch.shown(api.call("GET", path(id), null), false, api, output);
  }

  @Command(
      name = "watch",
      description = "Shows how far a replay is until its end; exit code 1 where it fails.",
      footer = {"", "Example:", "  hookstream replay watch rpl_…"})
  int watch(@Mixin ApiOptions api, @Mixin Output output, @Parameters(paramLabel = "ID") String id)
      throws InterruptedException {
    return ReplayWatch.shown(api.call("GET", path(id), null), true, api, output);
  }

  @Command(
      name = "cancel",
      description = "Ends a replay where it is.",
      footer = {"", "Example:", "  hookstream replay cancel rpl_…"})
  int cancel(@Mixin ApiOptions api, @Mixin Output output, @Parameters(paramLabel = "ID") String id)
      throws InterruptedException {
    return ReplayWatch.shown(api.call("DELETE", path(id), null), false, api, output);
  }

  static String path(String id) {
    return ROOT + "s/" + Query.encoded(id);
  }

  /** Which events or dead letters. */
  static final class Wish {
    @Option(names = "--event", description = "This event's id.")
    private @Nullable String event;

    @Option(names = "--webhook", description = "To this webhook alone.")
    private @Nullable String webhook;

    @Option(names = "--since", description = "Accepted at this time (RFC 3339) or later.")
    private @Nullable String since;

    @Option(names = "--until", description = "Accepted before this time.")
    private @Nullable String until;

    @Option(names = "--type", description = "Of this type or pattern; may be given more than once.")
    private List<String> types = List.of();

    @Option(
        names = "--reason",
        description = "Only dead letters that were given up for it: attempts_used_up, say.")
    private @Nullable String reason;

    @Option(names = "--rate", description = "At most so many a second.")
    private @Nullable Double rate;

    @Option(names = "--dry-run", description = "Counts, and sends nothing.")
    private boolean dryRun;

    ObjectNode body() {
      ObjectNode body = ApiOptions.object();
      put(body, "event_id", event);
      put(body, "webhook_id", webhook);
      put(body, "since", since);
      put(body, "until", until);
      put(body, "reason", reason);
      if (!types.isEmpty()) {
        types.forEach(body.putArray("types")::add);
      }
      if (rate != null) {
        body.put("rate_per_second", rate);
      }
      if (dryRun) {
        body.put("dry_run", true);
      }
      return body;
    }

    private static void put(ObjectNode body, String field, @Nullable String value) {
      if (value != null) {
        body.put(field, value);
      }
    }
  }
}
