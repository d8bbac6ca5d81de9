package dev.hookstream.dispatcher.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The few calls of the API that the demo makes, as a customer's program would. */
final class ApiClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int READY_TRIES = 600;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;

  ApiClient(String url) {
    this.url = url;
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Returns when every part is ready. */
  void awaitReady() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/readyz")).timeout(TIMEOUT).build();
    String last = "";
    for (int i = 0; i < READY_TRIES; i++) {
      HttpResponse<String> answer = send(request);
      if (answer.statusCode() == 200) {
        return;
      }
      last = answer.body();
      Thread.sleep(100);
    }
    throw new IllegalStateException("the dispatcher did not become ready: " + last);
  }

  JsonNode post(String path, String key, ObjectNode body) throws InterruptedException {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    if (answer.statusCode() != 201) {
      throw new IllegalStateException(
          path + " answered " + answer.statusCode() + " " + answer.body());
    }
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new IllegalStateException(path + " answered what is no JSON", e);
    }
  }

  private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException("the API at " + url + " does not answer", e);
    }
  }
}
