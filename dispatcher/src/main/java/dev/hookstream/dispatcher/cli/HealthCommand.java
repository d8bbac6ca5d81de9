package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.config.ConfigReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code health}: for the health check of an image that has no curl. It needs no key, and not the
 * JDK's HTTP client, whose start alone takes longer than the question.
 */
@Command(
    name = "health",
    description = "Asks an instance whether it is alive, or ready to work.",
    footer = {"", "Example:", "  hookstream health --ready"})
final class HealthCommand implements Callable<Integer> {
  private static final int TIMEOUT_MILLIS = 4_000;

  @Option(
      names = "--url",
      defaultValue = "${env:HOOKSTREAM_URL}",
      description =
          "Where it listens (variable HOOKSTREAM_URL); if unsaid, where http.host and http.port of"
              + " its settings or variables have it on this machine.")
  private @Nullable String url;

  @Mixin private ConfigFile config = new ConfigFile();

  @Option(
      names = "--ready",
      description = "Ready: every part works, and its state is restored; not only alive.")
  private boolean ready;

  @Mixin private Output output = new Output();

  @Override
  public Integer call() {
    URI asked = URI.create(base().replaceFirst("/+$", "") + (ready ? "/readyz" : "/healthz"));
    int status;
    JsonNode answer;
    try {
      HttpURLConnection connection = (HttpURLConnection) asked.toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      status = connection.getResponseCode();
      answer = ApiOptions.json(body(connection, status));
    } catch (IOException e) {
      throw new CliException("no answer from " + asked, CliException.UNREACHABLE);
    }
    if (output.json()) {
      output.json(answer);
    } else {
      output.line(answer.path("status").asText("status " + status));
      for (JsonNode check : answer.path("checks")) {
        if (!check.path("ok").asBoolean()) {
          output.line("  " + check.path("name").asText() + ": " + check.path("detail").asText());
        }
      }
    }
    return status == HttpURLConnection.HTTP_OK ? 0 : CliException.FAILED;
  }

  /** Where the same settings and variables have an instance listen. */
  private String base() {
    return url == null || url.isBlank()
        ? "http://" + ConfigReader.localAddress(config.path(), System.getenv())
        : url;
  }

  private static String body(HttpURLConnection connection, int status) throws IOException {
    try (InputStream body =
        status / 100 == 2 ? connection.getInputStream() : connection.getErrorStream()) {
      return body == null ? "{}" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
