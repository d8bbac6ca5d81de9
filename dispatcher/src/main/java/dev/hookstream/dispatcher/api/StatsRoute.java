package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.api.port.Deliveries;
import dev.hookstream.dispatcher.api.port.Settings;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.topology.log.LogFigures;
import dev.hookstream.topology.log.LogTopology;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An endpoint's figures over time. */
final class StatsRoute {
  private static final Map<String, Duration> BUCKETS =
      Map.of(
          "5m",
          LogTopology.FIVE_MINUTES,
          "1h",
          LogTopology.HOUR,
          "6h",
          Duration.ofHours(6),
          "1d",
          Duration.ofDays(1));
  private static final long USUAL_SPAN_MS = Duration.ofDays(1).toMillis();
  private static final int MOST_ROWS = 1_000;

  private final Settings settings;
  private final Deliveries deliveries;
  private final InstantSource clock;

  StatsRoute(Settings settings, Deliveries deliveries, InstantSource clock) {
    this.settings = settings;
    this.deliveries = deliveries;
    this.clock = clock;
  }

  CompletionStage<Response> get(Request request) {
    Endpoint endpoint = WebhookRoutes.existing(settings, request);
    Long since = DeliveryRoutes.time(request, "since");
    Long until = DeliveryRoutes.time(request, "until");
    String named = request.query("bucket");
    String bucket = named == null ? "1h" : named;
    Duration width = BUCKETS.getOrDefault(bucket, LogTopology.HOUR);
    long now = clock.millis();
    long to = until == null ? now : until;
    long from = since == null ? Math.max(0, to - USUAL_SPAN_MS) : since;
    check(from, to, width, now);
    ObjectNode json =
        Json.object()
            .put("since", Json.time(from))
            .put("until", Json.time(to))
            .put("bucket", bucket);
    ArrayNode data = json.putArray("data");
    deliveries
        .figures(request.workspace(), endpoint.getId(), from, to, width)
        .forEach(row -> data.add(row(row)));
    return CompletableFuture.completedFuture(Response.json(200, json));
  }

  private static void check(long from, long to, Duration width, long now) {
    if (from < 0 || from >= to) {
      throw OpenApiOperation.badParameter("since", "is not before `until`");
    }
    if ((to - from) / width.toMillis() >= MOST_ROWS) {
      throw OpenApiOperation.badParameter(
          "bucket", "makes more than " + MOST_ROWS + " rows of that time: take a wider one");
    }
    Duration kept = LogTopology.FIVES_KEPT.retention();
    if (width.compareTo(LogTopology.HOUR) < 0 && from < now - kept.toMillis()) {
      throw OpenApiOperation.badParameter(
          "bucket", "`5m` reaches back " + kept.toHours() + " hours: before that, take `1h`");
    }
  }

  private static ObjectNode row(LogFigures figures) {
    return Json.object()
        .put("at", Json.time(figures.at()))
        .put("delivered", figures.delivered())
        .put("failed_attempts", figures.failed())
        .put("dead_lettered", figures.deadLettered())
        .put("discarded", figures.discarded())
        .put("p50_response_time_ms", millis(figures.p50Micros()))
        .put("p99_response_time_ms", millis(figures.p99Micros()));
  }

  private static @Nullable Double millis(@Nullable Long micros) {
    return micros == null ? null : micros / 1000.0;
  }
}
