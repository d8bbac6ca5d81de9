package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hookstream.dispatcher.embedded.LoopbackPorts;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A Prometheus of this test's own, that asks one instance every second. */
final class Prometheus implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final String base;
  private final Process process;
  private final long started = System.currentTimeMillis() / 1_000;

  /** Whether a program is on the PATH. */
  static boolean isInstalled(String program) {
    String path = String.valueOf(System.getenv("PATH"));
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(path)
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Starts it, and returns when it has asked once. */
  Prometheus(Path folder, int target, Path rules) throws Exception {
    Files.createDirectories(folder);
    Path config = folder.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
        rule_files: ["%s"]
        scrape_configs:
          - job_name: hookstream
            static_configs: [{targets: ["127.0.0.1:%d"]}]
        """
            .formatted(rules, target));
    int port = LoopbackPorts.free();
    base = "http://127.0.0.1:" + port + "/api/v1/";
    process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    Eventually.that("Prometheus has asked the instance", this::hasAsked);
  }

  private boolean hasAsked() throws Exception {
    assertThat(process.isAlive()).as("Prometheus has ended").isTrue();
    try {
      return isData(now("up == 1"), 1);
    } catch (IOException e) {
      return false; // it does not listen yet
    }
  }

  /** Returns when it has asked the instance once more, twice for what was asked meanwhile. */
  void askAgain() throws Exception {
    double before = lastAsked();
    Eventually.that("Prometheus asks again", () -> lastAsked() > before + 1);
  }

  private double lastAsked() throws Exception {
    return now("timestamp(up == 1)").path(0).path("value").path(1).asDouble();
  }

  /** The result of a query at this moment. */
  JsonNode now(String expression) throws Exception {
    return get("query?query=" + encoded(expression)).path("result");
  }

  /** The result of a query over the time since its start, with a step of a second. */
  JsonNode sinceStart(String expression) throws Exception {
    long end = System.currentTimeMillis() / 1_000;
    return get("query_range?query="
            + encoded(expression)
            + ("&start=" + started + "&end=" + end + "&step=1"))
        .path("result");
  }

  /** For how long it has run: what Grafana would call the range. */
  long seconds() {
    return Math.max(1, System.currentTimeMillis() / 1_000 - started);
  }

  /** The values that a label has among the series of a selector. */
  List<String> values(String label, String selector) throws Exception {
    List<String> values = new ArrayList<>();
    get("label/" + label + "/values?match%5B%5D=" + encoded(selector))
        .forEach(value -> values.add(value.asText()));
    return values;
  }

  /** Its own word on each rule: name and health. */
  List<String> unhealthyRules() throws Exception {
    List<String> unhealthy = new ArrayList<>();
    for (JsonNode group : get("rules").path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        if (!rule.path("health").asText().equals("ok")) {
          unhealthy.add(rule.path("name").asText() + ": " + rule.path("lastError").asText());
        }
      }
    }
    return unhealthy;
  }

  /** Whether a result has at least one number in it that is so large. */
  static boolean isData(JsonNode result, double least) {
    for (JsonNode series : result) {
      List<JsonNode> samples = new ArrayList<>();
      series.path("values").forEach(samples::add);
      samples.add(series.path("value"));
      for (JsonNode sample : samples) {
        // What is not a number compares as false.
        if (sample.size() == 2 && sample.path(1).asDouble(Double.NaN) >= least) {
          return true;
        }
      }
    }
    return false;
  }

  private JsonNode get(String path) throws Exception {
    String body =
        client
            .send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofString())
            .body();
    if (!body.startsWith("{")) {
      throw new IOException("Prometheus is not ready: " + body);
    }
    JsonNode answer = JSON.readTree(body);
    assertThat(answer.path("status").asText())
        .as("%s: %s", path, answer.path("error"))
        .isEqualTo("success");
    return answer.path("data");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
