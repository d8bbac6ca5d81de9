package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.demo.OrderFeed;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code feed}: some traffic on an installation that runs, for a look at it. */
@Command(
    name = "feed",
    description = {
      "Registers a webhook for a workspace, unless it has one there, and produces orders for it",
      "to Kafka until Ctrl-C. Needs the operator's key."
    },
    footer = {
      "",
      "Example:",
      "  hookstream feed --workspace demo --bootstrap localhost:9092 --to http://localhost:3000/"
    })
final class FeedCommand implements Callable<Integer> {
  private static final double MOST = 1_000;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Mixin private ApiOptions api = new ApiOptions();

  @Option(names = "--bootstrap", required = true, description = "Kafka, host:port.")
  private String bootstrap = "";

  @Option(
      names = "--topic",
      defaultValue = "events",
      description = "Which it produces to (${DEFAULT-VALUE}).")
  private String topic = "";

  @Option(names = "--to", required = true, paramLabel = "URL", description = "The receiver.")
  private String to = "";

  @Option(names = "--rate", defaultValue = "5", description = "Events a second (${DEFAULT-VALUE}).")
  private double rate;

  @Override
  public Integer call() throws InterruptedException {
    if (api.workspace() == null) {
      throw new ParameterException(spec.commandLine(), "Say for which workspace: --workspace ID.");
    }
    if (!(rate > 0 && rate <= MOST)) {
      throw new ParameterException(
          spec.commandLine(), "--rate must be more than 0, and at most " + (int) MOST);
    }
    register();
    try (StopSignal stop = StopSignal.listen();
        OrderFeed feed = new OrderFeed(bootstrap, topic, Objects.requireNonNull(api.workspace()))) {
      feed.start(rate);
      say("producing " + rate + " events a second to " + topic + "; Ctrl-C stops");
      stop.await();
    }
    return 0;
  }

  private void register() throws InterruptedException {
    for (JsonNode webhook : api.call("GET", "/v1/webhooks?limit=100", null).path("data")) {
      if (webhook.path("url").asText().equals(to)) {
        say("the webhook " + webhook.path("id").asText() + " is there");
        return;
      }
    }
    ObjectNode body = ApiOptions.object().put("url", to).put("contract", "standard");
    body.putArray("events").add("order.*");
    JsonNode made = api.call("POST", "/v1/webhooks", body);
    say("made the webhook " + made.path("id").asText());
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
