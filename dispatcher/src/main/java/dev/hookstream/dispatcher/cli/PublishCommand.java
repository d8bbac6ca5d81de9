package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code publish}: one event through the API. */
@Command(name = "publish", description = "Publishes one event through the API.")
final class PublishCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Option(
      names = "--url",
      defaultValue = "${env:HOOKSTREAM_URL:-http://127.0.0.1:8080}",
      description = "Where the API is (variable HOOKSTREAM_URL; ${DEFAULT-VALUE}).")
  private String url = "";

  @Option(
      names = "--key",
      defaultValue = "${env:HOOKSTREAM_API_KEY}",
      description = "The workspace's API key (variable HOOKSTREAM_API_KEY).")
  private @Nullable String key;

  @Option(names = "--workspace", description = "Whose event it is; for the operator's key only.")
  private @Nullable String workspace;

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
    if (key == null || key.isBlank()) {
      throw new ParameterException(
          spec.commandLine(),
          "An API key is needed: --key KEY, or the variable HOOKSTREAM_API_KEY.");
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + "/v1/events"))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body()));
    if (workspace != null) {
      request.header("X-Workspace-Id", workspace);
    }
    HttpResponse<String> answer;
    try {
      answer =
          HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new CliException(
          "no answer from "
              + url
              + " ("
              + e.getClass().getSimpleName()
              + "); is it running, and is --url right?");
    }
    return report(answer);
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

  private int report(HttpResponse<String> answer) {
    if (answer.statusCode() == 202) {
      spec.commandLine().getOut().println(answer.body());
      spec.commandLine().getOut().flush();
      return 0;
    }
    throw new CliException(problem(answer));
  }

  private static String problem(HttpResponse<String> answer) {
    try {
      JsonNode problem = JSON.readTree(answer.body());
      StringBuilder text = new StringBuilder();
      text.append(answer.statusCode()).append(' ').append(problem.path("title").asText());
      if (problem.hasNonNull("detail")) {
        text.append(": ").append(problem.path("detail").asText());
      }
      for (JsonNode error : problem.path("errors")) {
        text.append("\n  ").append(error.path("pointer").asText());
        text.append(' ').append(error.path("message").asText());
      }
      return text.toString();
    } catch (JsonProcessingException e) {
      return "the answer is " + answer.statusCode() + " and no JSON; is --url the dispatcher's?";
    }
  }
}
