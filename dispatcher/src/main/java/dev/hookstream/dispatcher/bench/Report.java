package dev.hookstream.dispatcher.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The figures of a run, for people and for programs. */
record Report(boolean quick, Optional<ClusterFacts> cluster, List<Result> results) {
  private static final String HEADINGS =
      String.format(
          Locale.ROOT,
          "%-32s %10s %9s %9s %6s %8s %6s %6s %22s",
          "",
          "deliveries",
          "per s",
          "bare",
          "ratio",
          "CPU us",
          "lost",
          "twice",
          "p50/p99/p99.9 ms");

  String table() {
    StringBuilder table = new StringBuilder("\n");
    cluster.ifPresent(on -> table.append("On ").append(on).append('\n'));
    table.append(HEADINGS).append('\n');
    results.forEach(result -> table.append(line(result)).append('\n'));
    return table.toString();
  }

  static String line(Result result) {
    Result.Latency latency = result.latency();
    String times =
        latency.equals(Result.Latency.NONE)
            ? ""
            : String.format(
                Locale.ROOT,
                "%.1f/%.1f/%.1f",
                latency.p50() / 1e3,
                latency.p99() / 1e3,
                latency.p999() / 1e3);
    String more =
        (result.note().isEmpty() ? "" : "\n    " + result.note())
            + (result.curve().isEmpty() ? "" : "\n    each 0.5 s: " + result.curve());
    return String.format(
        Locale.ROOT,
        "%-32s %,10d %,9.0f %,9.0f %6.2f %8.0f %6d %6d %22s",
        result.row(),
        result.deliveries(),
        result.perSecond(),
        result.bare(),
        result.ratio(),
        result.cpuMicros(),
        result.lost(),
        result.duplicates(),
        times + more);
  }

  JsonObject json() {
    JsonArray rows = new JsonArray();
    results.forEach(result -> rows.add(json(result)));
    JsonObject json =
        new JsonObject()
            .put("quick", quick)
            .put("java", Runtime.version().toString())
            .put("processors", Runtime.getRuntime().availableProcessors());
    cluster.ifPresent(
        on ->
            json.put("brokers", on.brokers())
                .put("partitions", on.partitions())
                .put("replication_factor", on.replicas())
                .put("min_insync_replicas", on.minInSync()));
    return json.put("rows", rows);
  }

  private static JsonObject json(Result result) {
    return new JsonObject()
        .put("row", result.row())
        .put("deliveries", result.deliveries())
        .put("per_second", Math.round(result.perSecond()))
        .put("bare_per_second", Math.round(result.bare()))
        .put("ratio", Math.round(result.ratio() * 1_000) / 1_000.0)
        .put("cpu_us_per_delivery", Math.round(result.cpuMicros()))
        .put("body_bytes", result.bodyBytes())
        .put("lost", result.lost())
        .put("duplicates", result.duplicates())
        .put("p50_us", result.latency().p50())
        .put("p99_us", result.latency().p99())
        .put("p999_us", result.latency().p999())
        .put("max_us", result.latency().max())
        .put("note", result.note())
        .put("curve", new JsonArray(result.curve()));
  }
}
