package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.receive.Text;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code keys}: API keys, with the operator's. */
@Command(
    name = "keys",
    description = "Makes and revokes API keys; needs the operator's key.",
    footer = {"", "Example:", "  hookstream keys create --workspace acme --contract standard"})
final class KeysCommand extends CommandGroup {
  private static final String ROOT = "/v1/api-keys";

  @Command(
      name = "create",
      description = "Makes a key for a workspace, and shows it this once.",
      footer = {
        "",
        "Example:",
        "  hookstream keys create --workspace acme --contract standard --scopes read,publish"
      })
  void create(
      @Mixin ApiOptions api,
      @Mixin Output output,
      @Option(names = "--contract", defaultValue = "standard", description = "(${DEFAULT-VALUE})")
          String contract,
      @Option(names = "--name", description = "For people.") @Nullable String name,
      @Option(
              names = "--scopes",
              split = ",",
              description = "Of read, manage and publish; all if unsaid.")
          @Nullable List<String> scopes)
      throws InterruptedException {
    if (api.workspace() == null) {
      throw new ParameterException(spec().commandLine(), "Say whose key it is: --workspace ID.");
    }
    ObjectNode body =
        ApiOptions.object().put("workspace_id", api.workspace()).put("contract", contract);
    if (name != null) {
      body.put("name", name);
    }
    if (scopes != null) {
      scopes.forEach(body.putArray("scopes")::add);
    }
    JsonNode key = api.call("POST", ROOT, body);
    WebhookView.printAll(key, output, "id", "workspace_id", "contract", "name", "scopes");
    if (!output.json()) {
      output.line("");
      output.line("The key, shown this once: " + Text.clean(key.path("key").asText()));
    }
  }

  @Command(
      name = "list",
      description = "Shows the keys without the keys themselves; of one workspace or of all.",
      footer = {"", "Example:", "  hookstream keys list --workspace acme"})
  void list(@Mixin ApiOptions api, @Mixin Output output, @Mixin Paging paging)
      throws InterruptedException {
    Table table = Table.of("!KEY", "WORKSPACE", "CONTRACT", "NAME", "SCOPES", "CREATED");
    paging.read(
        api,
        output,
        new Query(ROOT).with("workspace_id", api.workspace()),
        table,
        key ->
            table.row(
                Words.cell(key, "id"),
                Words.cell(key, "workspace_id"),
                Words.cell(key, "contract"),
                Words.cell(key, "name"),
                Words.cell(key, "scopes"),
                Words.time(key, "created_at")));
    if (!output.json() && table.isEmpty()) {
      output.line("There are no keys.");
    }
    paging.tellRest(output);
  }

  @Command(
      name = "revoke",
      description = "Revokes a key: what is sent with it is refused from now on.",
      footer = {"", "Example:", "  hookstream keys revoke key_…"})
  void revoke(@Mixin ApiOptions api, @Mixin Output output, @Parameters(paramLabel = "ID") String id)
      throws InterruptedException {
    var unused = api.send("DELETE", ROOT + "/" + Query.encoded(id), null);
    if (output.json()) {
      output.json(ApiOptions.object().put("revoked", id));
    } else {
      output.line("revoked " + id);
    }
  }
}
