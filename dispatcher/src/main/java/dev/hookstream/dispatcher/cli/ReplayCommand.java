package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code replay}: old events once more, through the API. */
@Command(name = "replay", description = "Delivers old events again: as a job, to be watched.")
final class ReplayCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: start, dead-letters, list, show or cancel.");
  }

  @Command(name = "start", description = "Replays one event, or what there was since a time.")
  void start(
      @Mixin ApiOptions api,
      @Mixin Wish wish,
      @Option(names = "--status", description = "failed, missed or all (all if unsaid).")
          @Nullable String status,
      @Option(names = "--json", description = "The API's own answer.") boolean json)
      throws InterruptedException {
    ObjectNode body = wish.body();
    if (status != null) {
      body.put("status", status);
    }
    print(List.of(api.call("POST", "/v1/webhooks/replay", body)), json);
  }

  @Command(name = "dead-letters", description = "Puts dead letters back.")
  void deadLetters(
      @Mixin ApiOptions api,
      @Mixin Wish wish,
      @Option(names = "--json", description = "The API's own answer.") boolean json)
      throws InterruptedException {
    print(List.of(api.call("POST", "/v1/dead-letters/retry", wish.body())), json);
  }

  @Command(name = "list", description = "Shows the workspace's replays, newest first.")
  void list(
      @Mixin ApiOptions api,
      @Option(names = "--json", description = "The API's own answer.") boolean json)
      throws InterruptedException {
    JsonNode page = api.call("GET", "/v1/webhooks/replays", null);
    print(page.path("data"), json);
  }

  @Command(name = "show", description = "Shows how far a replay is.")
  void show(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--json", description = "The API's own answer.") boolean json)
      throws InterruptedException {
    print(List.of(api.call("GET", "/v1/webhooks/replays/" + id, null)), json);
  }

  @Command(name = "cancel", description = "Ends a replay where it is.")
  void cancel(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--json", description = "The API's own answer.") boolean json)
      throws InterruptedException {
    print(List.of(api.call("DELETE", "/v1/webhooks/replays/" + id, null)), json);
  }

  private void print(Iterable<JsonNode> replays, boolean json) {
    PrintWriter out = spec.commandLine().getOut();
    String form = "%-30s  %-10s  %9s  %9s  %9s  %9s  %s%n";
    if (!json) {
      out.printf(form, "REPLAY", "STATE", "SCANNED", "MATCHED", "DELIVERED", "FAILED", "ETA");
    }
    for (JsonNode replay : replays) {
      if (json) {
        out.println(replay);
      } else {
        out.printf(
            form,
            replay.path("replay_id").asText(),
            replay.path("state").asText(),
            replay.path("scanned").asText(),
            replay.path("matched").asText(),
            replay.path("delivered").asText(),
            replay.path("failed").asText(),
            replay.hasNonNull("eta") ? replay.path("eta").asText() : "-");
      }
    }
    out.flush();
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
