package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.api.port.Deliveries;
import dev.hookstream.dispatcher.api.port.Settings;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.topology.log.LogFigures;
import dev.hookstream.topology.log.LogTopology;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** The last day of several webhooks, an hour a number: what a list shows beside each. */
final class SparkRoute {
  private static final int HOURS = 24;
  private static final int MOST = 100;

  private final Settings settings;
  private final Deliveries deliveries;
  private final InstantSource clock;

  SparkRoute(Settings settings, Deliveries deliveries, InstantSource clock) {
    this.settings = settings;
    this.deliveries = deliveries;
    this.clock = clock;
  }

  CompletionStage<Response> get(Request request) {
    String workspace = request.workspace();
    String asked = request.query("ids");
    List<String> ids =
        (asked == null ? settings.endpoints(workspace, null, MOST) : named(workspace, asked))
            .stream()
                .filter(endpoint -> request.reaches(endpoint.getContract()))
                .map(Endpoint::getId)
                .toList();
    long hour = LogTopology.HOUR.toMillis();
    long to = clock.millis();
    long from = Math.max(0, to - to % hour - (HOURS - 1) * hour);
    Map<String, List<LogFigures>> figures =
        deliveries.figuresOf(workspace, ids, from, to, LogTopology.HOUR);
    ObjectNode json = Json.object().put("since", Json.time(from)).put("bucket", "1h");
    ArrayNode data = json.putArray("data");
    for (String id : ids) {
      ObjectNode row = data.addObject().put("webhook_id", id);
      ArrayNode delivered = row.putArray("delivered");
      ArrayNode failed = row.putArray("failed_attempts");
      for (LogFigures one : figures.getOrDefault(id, List.of())) {
        delivered.add(one.delivered());
        failed.add(one.failed());
      }
    }
    return CompletableFuture.completedFuture(Response.json(200, json));
  }

  /** What is another's, or gone, is left out. */
  private List<Endpoint> named(String workspace, String asked) {
    List<String> ids = Stream.of(asked.split(",")).distinct().toList();
    if (ids.isEmpty() || ids.size() > MOST) {
      throw OpenApiOperation.badParameter("ids", "names 1 to " + MOST + " webhooks");
    }
    return ids.stream()
        .map(id -> settings.endpoint(workspace, id))
        .flatMap(Optional::stream)
        .toList();
  }
}
