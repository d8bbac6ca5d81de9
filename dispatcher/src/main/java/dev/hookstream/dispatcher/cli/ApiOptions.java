package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the API is and with which key, for the commands that call it; and the call. */
final class ApiOptions {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

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

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "A file that holds the key; --key wins over it.")
  private @Nullable Path keyFile;

  @Option(names = "--workspace", description = "Which workspace; for the operator's key only.")
  private @Nullable String workspace;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  /** The workspace that was named; null where the key says which it is. */
  @Nullable String workspace() {
    return workspace;
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /**
   * Calls the API.
   *
   * @throws CliException with the problem in words, where the answer is none of success
   */
  JsonNode call(String method, String path, @Nullable ObjectNode body) throws InterruptedException {
    return json(send(method, path, body == null ? null : body.toString()));
  }

  /**
   * Calls the API with a body as it is, and answers that of the response as it is.
   *
   * @throws CliException with the problem in words, where the answer is none of success
   */
  String send(String method, String path, @Nullable String body) throws InterruptedException {
    HttpRequest.Builder request =
        request(path)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    HttpResponse<String> answer;
    try {
      answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw unreachable(e);
    }
    if (answer.statusCode() / 100 != 2) {
      throw new CliException(problem(answer.statusCode(), json(answer.body())));
    }
    return answer.body();
  }

  /**
   * A request with the key on it.
   *
   * @throws ParameterException where there is no key, or the URL is none
   */
  HttpRequest.Builder request(String path) {
    String known = key();
    if (known.isBlank()) {
      throw new ParameterException(
          spec.commandLine(),
          "An API key is needed: --key KEY, --key-file FILE, or the variable HOOKSTREAM_API_KEY.");
    }
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url.replaceFirst("/+$", "") + path))
              .header("Authorization", "Bearer " + known);
      return workspace == null ? request : request.header("X-Workspace-Id", workspace);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--url, --key or --workspace: " + e.getMessage(), e);
    }
  }

  private String key() {
    if (keyFile == null || (key != null && !key.isBlank())) {
      return key == null ? "" : key;
    }
    try {
      return Files.readString(keyFile).strip();
    } catch (IOException e) {
      throw new CliException("the file " + keyFile + " cannot be read");
    }
  }

  /** Nobody answers, in words. */
  CliException unreachable(IOException e) {
    return new CliException(
        "no answer from "
            + url
            + " ("
            + e.getClass().getSimpleName()
            + "); is it running, and is --url right?",
        CliException.UNREACHABLE);
  }

  static JsonNode json(String answer) {
    try {
      return JSON.readTree(answer);
    } catch (JsonProcessingException e) {
      throw new CliException("the answer is no JSON; is --url the dispatcher's?");
    }
  }

  static String problem(int status, JsonNode problem) {
    StringBuilder text = new StringBuilder();
    text.append(status).append(' ').append(problem.path("title").asText());
    if (problem.hasNonNull("detail")) {
      text.append(": ").append(problem.path("detail").asText());
    }
    for (JsonNode error : problem.path("errors")) {
      text.append("\n  ").append(error.path("pointer").asText());
      text.append(' ').append(error.path("message").asText());
    }
    return text.toString();
  }
}
