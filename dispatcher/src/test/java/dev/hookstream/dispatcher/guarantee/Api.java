package dev.hookstream.dispatcher.guarantee;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hookstream.dispatcher.guarantee.Plan.Target;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What a run asks of the instances' API. */
final class Api {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, String> keys = new HashMap<>();
  private final Map<String, String> webhooks = new HashMap<>();

  /** Waits until every part of an instance says that it is ready. */
  void awaitReady(Instance instance) throws InterruptedException {
    awaitReady(instance, 120);
  }

  /** The same, with another patience. */
  void awaitReady(Instance instance, long seconds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    String last = "nothing";
    while (System.nanoTime() - end < 0 && instance.isAlive()) {
      try {
        HttpResponse<String> answer = send("GET", instance.url() + "/readyz", null, null);
        if (answer.statusCode() == 200) {
          return;
        }
        last = answer.body();
      } catch (IOException e) {
        last = String.valueOf(e.getMessage());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }
    throw new AssertionError("an instance did not become ready: " + last);
  }

  /** Makes the workspaces' keys and all endpoints. */
  void subscribe(Instance instance, Plan plan, Receiver receiver)
      throws IOException, InterruptedException {
    for (Target target : plan.targets()) {
      subscribe(instance, target, Plan.WINDOW, receiver);
    }
  }

  /** Makes one endpoint, and its workspace's key where there is none yet. */
  void subscribe(Instance instance, Target target, int window, Receiver receiver)
      throws IOException, InterruptedException {
    subscribe(instance, target, window, receiver.url(target.path()));
  }

  /** The same, of any URL. */
  void subscribe(Instance instance, Target target, int window, String url)
      throws IOException, InterruptedException {
    String key = keys.get(target.workspace());
    if (key == null) {
      Map<String, String> asked =
          Map.of("workspace_id", target.workspace(), "contract", "guaranteed");
      key = posted(instance, "/v1/api-keys", Instance.OPERATOR_KEY, asked, 201, "key");
      keys.put(target.workspace(), key);
    }
    Map<String, Object> asked =
        Map.of(
            "url",
            url,
            "events",
            target.types(),
            "ordering",
            Plan.name(target.mode()),
            "max_in_flight",
            window,
            "timeout_ms",
            Manners.TIMEOUT_MS);
    webhooks.put(target.path(), posted(instance, "/v1/webhooks", key, asked, 201, "id"));
  }

  /** Asks for a replay; answers its id. */
  String replay(Instance instance, String workspace, Map<String, ?> asked)
      throws IOException, InterruptedException {
    String key = keys.get(workspace);
    return posted(instance, "/v1/webhooks/replay", key, asked, 202, "replay_id");
  }

  /** How a replay stands; a missing node where the instance cannot say so now. */
  JsonNode replay(Instance instance, String workspace, String id)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        send("GET", instance.url() + "/v1/webhooks/replays/" + id, keys.get(workspace), null);
    return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : MissingNode.getInstance();
  }

  private String posted(
      Instance instance,
      String path,
      @Nullable String key,
      Map<String, ?> asked,
      int expected,
      String wanted)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        send("POST", instance.url() + path, key, JSON.writeValueAsString(asked));
    if (answer.statusCode() != expected) {
      throw new AssertionError(path + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body()).path(wanted).asText();
  }

  /** Which endpoint has the webhook of this id; empty: none of ours. */
  String path(String webhook) {
    return webhooks.entrySet().stream()
        .filter(entry -> entry.getValue().equals(webhook))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
  }

  /** The sum of a metric's series. */
  double metric(Instance instance, String name) throws IOException, InterruptedException {
    return send("GET", instance.url() + "/metrics", null, null)
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** The id of the webhook that an endpoint has. */
  String webhook(String path) {
    String id = webhooks.get(path);
    if (id == null) {
      throw new IllegalArgumentException("no webhook was made for " + path);
    }
    return id;
  }

  /** What the log says of a delivery that is missing, for people. */
  String explain(Instance instance, String path, String eventId) throws InterruptedException {
    String workspace = path.substring(1, path.indexOf('/', 1));
    try {
      String asked = "/v1/webhooks/" + webhooks.get(path) + "/deliveries?event_id=" + eventId;
      return send("GET", instance.url() + asked, keys.get(workspace), null).body();
    } catch (IOException e) {
      return "the log could not be asked: " + e;
    }
  }

  private HttpResponse<String> send(
      String method, String url, @Nullable String key, @Nullable String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
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
