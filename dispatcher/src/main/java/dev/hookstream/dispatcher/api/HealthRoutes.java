package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.api.port.Readiness;
import dev.hookstream.dispatcher.api.port.Readiness.Check;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What machines ask: alive, ready, metrics, the description. */
final class HealthRoutes {
  /** The path of {@link #alive}, which blocks nowhere: it may run on an event loop. */
  static final String ALIVE = "/healthz";

  private final Readiness readiness;
  private final PrometheusMeterRegistry metrics;
  private final byte[] description;

  HealthRoutes(Readiness readiness, PrometheusMeterRegistry metrics, byte[] description) {
    this.readiness = readiness;
    this.metrics = metrics;
    this.description = description;
  }

  CompletionStage<Response> alive(Request request) {
    return CompletableFuture.completedFuture(alive(readiness));
  }

  CompletionStage<Response> ready(Request request) {
    return CompletableFuture.completedFuture(ready(readiness));
  }

  CompletionStage<Response> metrics(Request request) {
    return CompletableFuture.completedFuture(metrics(metrics));
  }

  CompletionStage<Response> description(Request request) {
    return CompletableFuture.completedFuture(Response.text("application/yaml", description));
  }

  static Response alive(Readiness readiness) {
    return readiness
        .dead()
        .map(why -> Response.json(503, Json.object().put("status", "dead").put("detail", why)))
        .orElseGet(() -> Response.json(200, Json.object().put("status", "ok")));
  }

  static Response ready(Readiness readiness) {
    List<Check> checks = readiness.checks();
    boolean ready = checks.stream().allMatch(Check::ok);
    ObjectNode json = Json.object().put("status", ready ? "ready" : "not_ready");
    ArrayNode list = json.putArray("checks");
    checks.forEach(
        check ->
            list.addObject()
                .put("name", check.name())
                .put("ok", check.ok())
                .put("detail", check.detail()));
    return Response.json(ready ? 200 : 503, json);
  }

  static Response metrics(PrometheusMeterRegistry metrics) {
    return Response.text(
        "text/plain; version=0.0.4; charset=utf-8",
        metrics.scrape().getBytes(StandardCharsets.UTF_8));
  }
}
