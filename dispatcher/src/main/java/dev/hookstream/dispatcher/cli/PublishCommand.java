package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code publish}: one event through the API. */
@Command(
    name = "publish",
    description = "Publishes one event through the API; the answer is JSON in any case.",
    footer = {
      "",
      "Examples:",
      "  hookstream publish voice.trained '{\"voice_id\":\"v_1\"}'",
      "  hookstream publish voice.trained @event.json --id evt_1"
    })
final class PublishCommand implements Callable<Integer> {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @Mixin private ApiOptions api = new ApiOptions();
  @Mixin private Output output = new Output();

  @Option(names = "--id", description = "The event's id; a second event with it is dropped.")
  private @Nullable String id;

  @Parameters(index = "0", paramLabel = "TYPE", description = "The event's type.")
  private String type = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DATA",
      defaultValue = "{}",
      description = "Its data: JSON, @FILE, or - for standard input.")
  private String data = "";

  @Override
  public Integer call() throws IOException, InterruptedException {
    output.jsonPart(api.send("POST", "/v1/events", body()) + "\n");
    return 0;
  }

  /** The data are spliced in as they came: a number must stay the number that was typed. */
  private String body() throws IOException {
    String text = dataText();
    try {
      JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new CliException("the data are not JSON: " + e.getOriginalMessage());
    }
    StringBuilder body = new StringBuilder("{\"type\":" + JSON.writeValueAsString(type));
    if (id != null) {
      body.append(",\"id\":").append(JSON.writeValueAsString(id));
    }
    String workspace = api.workspace();
    if (workspace != null) {
      body.append(",\"workspace_id\":").append(JSON.writeValueAsString(workspace));
    }
    return body.append(",\"data\":").append(text).append('}').toString();
  }

  private String dataText() throws IOException {
    if (data.equals("-")) {
      return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    }
    if (data.startsWith("@")) {
      Path file = Path.of(data.substring(1));
      if (!Files.isReadable(file)) {
        throw new CliException("the file " + file + " cannot be read");
      }
      return Files.readString(file);
    }
    return data;
  }
}
