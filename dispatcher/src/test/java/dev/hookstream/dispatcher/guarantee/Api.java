package dev.hookstream.dispatcher.guarantee;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What a run asks of the dispatcher's API. */
final class Api {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final String url;
  private final Map<String, String> keys = new HashMap<>();
  private final Map<String, String> webhooks = new HashMap<>();

  Api(String url) {
    this.url = url;
  }

  /** Waits until every part says that it is ready. */
  void awaitReady(DispatcherChild dispatcher) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    String last = "nothing";
    while (System.nanoTime() - end < 0 && dispatcher.isAlive()) {
      try {
        HttpResponse<String> answer = send("GET", "/readyz", null, null);
        if (answer.statusCode() == 200) {
          return;
        }
        last = answer.body();
      } catch (IOException e) {
        last = String.valueOf(e.getMessage());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }
    throw new AssertionError("the dispatcher did not become ready: " + last);
  }

  /** Makes the workspaces' keys and all endpoints. */
  void subscribe(Receiver receiver) throws IOException, InterruptedException {
    for (int w = 0; w < KillPlan.WORKSPACES; w++) {
      String workspace = KillPlan.workspace(w);
      String body =
          JSON.writeValueAsString(Map.of("workspace_id", workspace, "contract", "killed"));
      String key = created("/v1/api-keys", DispatcherChild.OPERATOR_KEY, body).path("key").asText();
      keys.put(workspace, key);
      for (int e = 0; e < KillPlan.ENDPOINTS_EACH; e++) {
        String path = KillPlan.path(w, e);
        List<String> patterns = KillPlan.patterns(e);
        body = JSON.writeValueAsString(Map.of("url", receiver.url(path), "events", patterns));
        webhooks.put(path, created("/v1/webhooks", key, body).path("id").asText());
      }
    }
  }

  private JsonNode created(String path, String key, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = send("POST", path, key, body);
    if (answer.statusCode() != 201) {
      throw new AssertionError(path + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  /** What the log says of a delivery that is missing, for people. */
  String explain(String path, String eventId) throws InterruptedException {
    String workspace = path.substring(1, path.lastIndexOf('/'));
    try {
      String asked = "/v1/webhooks/" + webhooks.get(path) + "/deliveries?event_id=" + eventId;
      return send("GET", asked, keys.get(workspace), null).body();
    } catch (IOException e) {
      return "the log could not be asked: " + e;
    }
  }

  private HttpResponse<String> send(
      String method, String path, @Nullable String key, @Nullable String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(30))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
