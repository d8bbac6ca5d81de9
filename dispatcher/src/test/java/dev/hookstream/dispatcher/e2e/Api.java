package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The API as its clients use it, with the operator's key. */
final class Api {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final String base;
  private final String key;

  Api(int port, String key) {
    base = "http://127.0.0.1:" + port;
    this.key = key;
  }

  /** Where it is called. */
  String base() {
    return base;
  }

  /** A webhook's {@code id} and {@code secret}, as they were shown once. */
  record Webhook(String id, String secret) {}

  Webhook webhook(String workspace, String contract, String url, String events) throws Exception {
    JsonNode made =
        post(
            workspace,
            "/v1/webhooks",
            """
            {"contract":"%s","url":"%s","events":["%s"]}"""
                .formatted(contract, url, events),
            201);
    return new Webhook(made.path("id").asText(), made.path("secret").asText());
  }

  /** A request of somebody who has no key, with one header. */
  JsonNode postFromOutside(String path, String header, String value, String body, int expected)
      throws Exception {
    return body(
        send(
            HttpRequest.newBuilder(URI.create(base + path))
                .header(header, value)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))),
        expected);
  }

  JsonNode post(String workspace, String path, String body, int expected) throws Exception {
    return body(send(request(workspace, path).POST(BodyPublishers.ofString(body))), expected);
  }

  JsonNode put(String workspace, String path, String body, int expected) throws Exception {
    return body(send(request(workspace, path).PUT(BodyPublishers.ofString(body))), expected);
  }

  /** The status of the answer, whatever it is. */
  int offer(String workspace, String path, String body) throws Exception {
    return offered(workspace, path, body).statusCode();
  }

  /** The whole answer, whatever it is. */
  HttpResponse<String> offered(String workspace, String path, String body) throws Exception {
    return send(request(workspace, path).POST(BodyPublishers.ofString(body)));
  }

  JsonNode delete(String workspace, String path, int expected) throws Exception {
    return body(send(request(workspace, path).DELETE()), expected);
  }

  JsonNode patch(String workspace, String path, String body) throws Exception {
    return body(send(request(workspace, path).method("PATCH", BodyPublishers.ofString(body))), 200);
  }

  static JsonNode json(String text) throws IOException {
    return JSON.readTree(text);
  }

  JsonNode get(String workspace, String path) throws Exception {
    return body(send(request(workspace, path).GET()), 200);
  }

  int delete(String workspace, String path) throws Exception {
    return send(request(workspace, path).DELETE()).statusCode();
  }

  /** What is there, or a missing node where that is nothing yet. */
  JsonNode find(String workspace, String path) throws Exception {
    HttpResponse<String> response = send(request(workspace, path).GET());
    // 503: the log is still moving, as it does for a moment after a start.
    return response.statusCode() == 404 || response.statusCode() == 503
        ? MissingNode.getInstance()
        : body(response, 200);
  }

  /** Whatever the answer is. */
  HttpResponse<String> ask(String workspace, String path) throws Exception {
    return send(request(workspace, path).GET());
  }

  /** Whether {@code /readyz} says 200. */
  boolean isReady() throws Exception {
    return send(request("", "/readyz").GET()).statusCode() == 200;
  }

  private HttpRequest.Builder request(String workspace, String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json");
    return workspace.isEmpty() ? request : request.header("X-Workspace-Id", workspace);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode body(HttpResponse<String> response, int expected) throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(expected);
    return JSON.readTree(response.body());
  }
}
