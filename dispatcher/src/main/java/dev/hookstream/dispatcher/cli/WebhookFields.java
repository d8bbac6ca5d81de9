package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be said of a webhook, at its creation and later. */
final class WebhookFields {
  @Option(names = "--to", paramLabel = "URL", description = "Where it sends to.")
  private @Nullable String to;

  @Option(
      names = "--events",
      split = ",",
      description = "Types or patterns (chatbot.*), with commas between; or *.")
  private List<String> events = List.of();

  @Option(names = "--description", description = "For people.")
  private @Nullable String description;

  @Option(names = "--ordering", description = "parallel, ordered or strict.")
  private @Nullable String ordering;

  @Option(names = "--max-in-flight", description = "At most so many requests at once.")
  private @Nullable Integer maxInFlight;

  @Option(names = "--rate", description = "At most so many requests a second.")
  private @Nullable Double rate;

  @Option(names = "--timeout-ms", description = "For one request, the answer included.")
  private @Nullable Integer timeoutMillis;

  @Option(names = "--retry", description = "The name of a retry schedule.")
  private @Nullable String retry;

  @Option(names = "--alert-email", description = "Who is told when it fails.")
  private @Nullable String alertEmail;

  @Option(names = "--header", paramLabel = "NAME=VALUE", description = "Goes with each request.")
  private Map<String, String> headers = Map.of();

  @Option(names = "--metadata", paramLabel = "NAME=VALUE", description = "Yours; is not sent.")
  private Map<String, String> metadata = Map.of();

  @Option(
      names = "--fields",
      paramLabel = "JSON",
      description = "Any fields of the API, as JSON or @FILE (a filter, say); options win.")
  private @Nullable String fields;

  ObjectNode body() {
    ObjectNode body = ApiOptions.object();
    if (fields != null) {
      body.setAll(object(fields));
    }
    put(body, "url", to);
    if (!events.isEmpty()) {
      events.forEach(body.putArray("events")::add);
    }
    put(body, "description", description);
    put(body, "ordering", ordering);
    put(body, "retry", retry);
    put(body, "alert_email", alertEmail);
    if (maxInFlight != null) {
      body.put("max_in_flight", maxInFlight);
    }
    if (rate != null) {
      body.put("rate_limit_per_second", rate);
    }
    if (timeoutMillis != null) {
      body.put("timeout_ms", timeoutMillis);
    }
    headers.forEach(body.withObjectProperty("headers")::put);
    metadata.forEach(body.withObjectProperty("metadata")::put);
    if (headers.isEmpty() && body.path("headers").isEmpty()) {
      body.remove("headers");
    }
    if (metadata.isEmpty() && body.path("metadata").isEmpty()) {
      body.remove("metadata");
    }
    return body;
  }

  private static ObjectNode object(String given) {
    String text = given;
    if (given.startsWith("@")) {
      try {
        text = Files.readString(Path.of(given.substring(1)));
      } catch (IOException e) {
        throw new CliException("the file " + given.substring(1) + " cannot be read");
      }
    }
    JsonNode json;
    try {
      json = ApiOptions.JSON.readTree(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new CliException("--fields is not JSON: " + e.getOriginalMessage());
    }
    if (json instanceof ObjectNode object) {
      return object;
    }
    throw new CliException("--fields must be a JSON object");
  }

  private static void put(ObjectNode body, String field, @Nullable String value) {
    if (value != null) {
      body.put(field, value);
    }
  }
}
