package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trigger}: the catalogue's example, published as an event. */
@Command(
    name = "trigger",
    description = "Publishes the catalogue's example of a type.",
    footer = {"", "Example:", "  hookstream trigger chatbot.csat.received"})
final class TriggerCommand implements Callable<Integer> {
  @Mixin private ApiOptions api = new ApiOptions();
  @Mixin private Output output = new Output();

  @Option(names = "--contract", description = "For the operator's key only.")
  private @Nullable String contract;

  @Parameters(paramLabel = "TYPE", description = "As `events types` shows them.")
  private String type = "";

  @Override
  public Integer call() throws InterruptedException {
    ObjectNode event = ApiOptions.object().put("type", type);
    event.set("data", example());
    if (api.workspace() != null) {
      event.put("workspace_id", api.workspace());
      if (contract != null) {
        event.put("product", contract);
      }
    }
    JsonNode published = api.call("POST", "/v1/events", event);
    if (output.json()) {
      output.json(published);
    } else {
      String id = Words.text(published, "id");
      output.line("published " + id + " (`hookstream events show " + id + "` says where it went)");
    }
    return 0;
  }

  private JsonNode example() throws InterruptedException {
    JsonNode types =
        api.call("GET", new Query("/v1/event-types").with("contract", contract).toString(), null)
            .path("data");
    List<String> names = new ArrayList<>();
    for (JsonNode known : types) {
      if (known.path("type").asText().equals(type)) {
        return known.hasNonNull("example") ? known.path("example") : ApiOptions.object();
      }
      names.add(known.path("type").asText());
    }
    if (names.isEmpty()) {
      throw new CliException(
          "this contract has no catalogue, so there is no example; `hookstream publish "
              + type
              + " '{…}'` publishes what you say");
    }
    throw new CliException(
        "there is no type " + type + " in the catalogue; there are " + String.join(", ", names));
  }
}
