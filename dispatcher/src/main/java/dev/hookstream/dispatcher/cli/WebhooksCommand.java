package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code webhooks}: the workspace's webhooks. */
@Command(
    name = "webhooks",
    description = "Registers webhooks and looks after them.",
    footer = {"", "Example:", "  hookstream webhooks list"})
final class WebhooksCommand extends CommandGroup {
  private static final String ROOT = "/v1/webhooks";

  private static String path(String id) {
    return ROOT + "/" + Query.encoded(id);
  }

  @Command(
      name = "list",
      description = "Shows the workspace's webhooks.",
      footer = {"", "Example:", "  hookstream webhooks list --all --json"})
  void list(@Mixin ApiOptions api, @Mixin Output output, @Mixin Paging paging)
      throws InterruptedException {
    Table table = Table.of("!WEBHOOK", "=STATUS", "#OK 1h", "#BACKLOG", "EVENTS", "URL");
    paging.read(
        api,
        output,
        new Query(ROOT),
        table,
        hook ->
            table.row(
                Words.cell(hook, "id"),
                Words.state(Words.text(hook, "status")),
                Table.cell(WebhookView.percent(hook.path("health"))),
                Words.cell(hook.path("health"), "backlog"),
                Words.cell(hook, "events"),
                Words.cell(hook, "url")));
    if (!output.json() && table.isEmpty()) {
      output.line("There are no webhooks yet. `hookstream webhooks create` makes one.");
    }
    paging.tellRest(output);
  }

  @Command(
      name = "show",
      description = "Shows one webhook and its health.",
      footer = {"", "Example:", "  hookstream webhooks show wh_01hz8pjytm6n9x7qwxayvbs3j5"})
  void show(@Mixin ApiOptions api, @Mixin Output output, @Parameters(paramLabel = "ID") String id)
      throws InterruptedException {
    WebhookView.print(api.call("GET", path(id), null), output);
  }

  @Command(
      name = "create",
      description = "Registers a webhook, and shows its secret this once.",
      footer = {
        "",
        "Example:",
        "  hookstream webhooks create --to https://example.com/hook --events 'chatbot.*'"
      })
  void create(
      @Mixin ApiOptions api,
      @Mixin Output output,
      @Mixin WebhookFields fields,
      @Option(names = "--secret", description = "Your own, where the contract takes one.")
          @Nullable String secret,
      @Option(names = "--contract", description = "For the operator's key only.")
          @Nullable String contract)
      throws InterruptedException {
    ObjectNode body = fields.body();
    if (secret != null) {
      body.put("secret", secret);
    }
    if (contract != null) {
      body.put("contract", contract);
    }
    if (!body.has("events")) {
      body.putArray("events").add("*");
    }
    WebhookView.print(api.call("POST", ROOT, body), output);
  }

  @Command(
      name = "update",
      description = "Changes what is said, and nothing else.",
      footer = {"", "Example:", "  hookstream webhooks update wh_… --rate 10 --ordering ordered"})
  void update(
      @Mixin ApiOptions api,
      @Mixin Output output,
      @Mixin WebhookFields fields,
      @Option(names = "--revision", description = "Refused where it has moved on.")
          @Nullable Integer revision,
      @Parameters(paramLabel = "ID") String id)
      throws InterruptedException {
    ObjectNode body = fields.body();
    if (body.isEmpty()) {
      throw new ParameterException(spec().commandLine(), "Say what to change, for example --rate.");
    }
    if (revision != null) {
      body.put("revision", revision);
    }
    WebhookView.print(api.call("PATCH", path(id), body), output);
  }

  @Command(
      name = "enable",
      description = "Lets deliveries go again.",
      footer = {"", "Example:", "  hookstream webhooks enable wh_… --held discard"})
  void enable(
      @Mixin ApiOptions api,
      @Mixin Output output,
      @Option(
              names = "--held",
              defaultValue = "deliver",
              description = "What was held: deliver or discard (${DEFAULT-VALUE}).")
          String held,
      @Parameters(paramLabel = "ID") String id)
      throws InterruptedException {
    ObjectNode body = ApiOptions.object().put("status", "enabled").put("on_enable", held);
    WebhookView.print(api.call("PATCH", path(id), body), output);
  }

  @Command(
      name = "disable",
      description = "Holds deliveries until it is enabled again.",
      footer = {"", "Example:", "  hookstream webhooks disable wh_…"})
  void disable(
      @Mixin ApiOptions api, @Mixin Output output, @Parameters(paramLabel = "ID") String id)
      throws InterruptedException {
    ObjectNode body = ApiOptions.object().put("status", "disabled");
    WebhookView.print(api.call("PATCH", path(id), body), output);
  }

  @Command(
      name = "rotate",
      description = "Gives it a new secret, and shows it this once.",
      footer = {"", "Example:", "  hookstream webhooks rotate wh_… --grace-seconds 3600"})
  void rotate(
      @Mixin ApiOptions api,
      @Mixin Output output,
      @Option(names = "--grace-seconds", description = "The old one signs on so long (a day).")
          @Nullable Integer grace,
      @Option(names = "--secret", description = "Your own, where the contract takes one.")
          @Nullable String secret,
      @Option(names = "--sign-with", description = "old or new, where a request has room for one.")
          @Nullable String signWith,
      @Parameters(paramLabel = "ID") String id)
      throws InterruptedException {
    ObjectNode body = ApiOptions.object();
    if (grace != null) {
      body.put("grace_seconds", grace);
    }
    if (secret != null) {
      body.put("secret", secret);
    }
    if (signWith != null) {
      body.put("sign_with", signWith);
    }
    JsonNode rotated = api.call("POST", path(id) + "/rotate-secret", body);
    WebhookView.printAll(rotated, output, "id", "secret", "old_secret_expires_at", "signing");
  }

  @Command(
      name = "test",
      description = "Sends an example now, and shows the answer; exit code 1 where it fails.",
      footer = {"", "Example:", "  hookstream webhooks test wh_… chatbot.csat.received"})
  int test(
      @Mixin ApiOptions api,
      @Mixin Output output,
      @Parameters(index = "0", paramLabel = "ID") String id,
      @Parameters(index = "1", arity = "0..1", paramLabel = "TYPE") @Nullable String type)
      throws InterruptedException {
    ObjectNode body = ApiOptions.object();
    if (type != null) {
      body.put("type", type);
    }
    JsonNode result = api.call("POST", path(id) + "/test", body);
    if (output.json()) {
      output.json(result);
    } else {
      ObjectNode shown = result.deepCopy();
      shown.put("answer", Words.answer(result));
      WebhookView.printAll(
          shown, output, "delivery_id", "type", "answer", "response_time_ms", "response_body");
    }
    return result.path("status_code").asInt() / 100 == 2 ? 0 : CliException.FAILED;
  }

  @Command(
      name = "delete",
      description = "Deletes webhooks, and what waits for them.",
      footer = {"", "Example:", "  hookstream webhooks delete wh_… --yes"})
  void delete(
      @Mixin ApiOptions api,
      @Mixin Output output,
      @Option(names = "--yes", description = "Said, so that it is no slip of the hand.")
          boolean sure,
      @Parameters(paramLabel = "ID", arity = "1..*") List<String> ids)
      throws InterruptedException {
    if (!sure) {
      throw new ParameterException(
          spec().commandLine(),
          "This deletes " + String.join(", ", ids) + " and what waits for it: say --yes.");
    }
    ObjectNode json = ApiOptions.object();
    ArrayNode deleted = json.putArray("deleted");
    try {
      for (String id : ids) {
        var unused = api.send("DELETE", path(id), null);
        deleted.add(id);
        if (!output.json()) {
          output.line("deleted " + id);
        }
      }
    } finally {
      // Those before one that failed are gone, and whoever asked has to know.
      if (output.json()) {
        output.json(json);
      }
    }
  }
}
