package dev.hookstream.dispatcher.bench;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Topic;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Puts one row's load on the dispatcher and measures what comes out. */
final class Runner {
  private static final Duration LONGEST_SUBSCRIBING = Duration.ofMinutes(2);
  private static final Duration GIVE_UP = Duration.ofSeconds(30);

  private final KafkaSettings kafka;
  private final Cluster cluster;
  private final Subscriptions subscriptions;
  private final Sink sink;
  private final Dispatcher dispatcher;
  private final double bare;

  Runner(
      KafkaSettings kafka,
      Cluster cluster,
      Subscriptions subscriptions,
      Sink sink,
      Dispatcher dispatcher,
      double bare) {
    this.kafka = kafka;
    this.cluster = cluster;
    this.subscriptions = subscriptions;
    this.sink = sink;
    this.dispatcher = dispatcher;
    this.bare = bare;
  }

  /** As many as it can: the events come faster than they can be delivered. */
  Result throughput(Row row) {
    return run(row, 0);
  }

  /** At a rate it can bear: how long a delivery takes. */
  Result latency(Row row, int eventsPerSecond) {
    return run(row, eventsPerSecond);
  }

  private Result run(Row row, int eventsPerSecond) {
    subscriptions.write(row);
    cluster.awaitConsumed(Topic.CHANGES, LONGEST_SUBSCRIBING);
    sink.reset(row.number(), row.endpointsEach(), row.events());
    long logged = cluster.count(Topic.ATTEMPTS);
    Duration cpu = dispatcher.cpu();
    try (Load load = new Load(kafka, eventsPerSecond == 0 ? 5 : 0)) {
      if (eventsPerSecond == 0) {
        load.burst(row);
      } else {
        load.paced(row, eventsPerSecond);
      }
    }
    JsonObject seen = awaitArrivals();
    awaitLogged(logged + seen.getLong("distinct"));
    Duration used = dispatcher.cpu().minus(cpu);
    double seconds =
        (cluster.lastAppend(Topic.ATTEMPTS) * 1_000 - seen.getLong("first_at_us")) / 1e6;
    double perSecond = seen.getLong("distinct") / seconds;
    return new Result(
        row.name(),
        row.deliveries(),
        perSecond,
        perSecond / bare,
        used.toNanos() / 1e3 / Math.max(1, seen.getLong("distinct")),
        seen.getLong("body_bytes"),
        seen.getLong("lost"),
        seen.getLong("duplicates"),
        eventsPerSecond == 0 ? Result.Latency.NONE : latency(seen));
  }

  private static Result.Latency latency(JsonObject seen) {
    return new Result.Latency(
        seen.getLong("p50_us"),
        seen.getLong("p99_us"),
        seen.getLong("p999_us"),
        seen.getLong("max_us"));
  }

  /** Until nothing is missing, or nothing has come for a long time. */
  private JsonObject awaitArrivals() {
    JsonObject seen = sink.report();
    long before = -1;
    long lastProgress = System.nanoTime();
    while (seen.getLong("lost") > 0
        && System.nanoTime() - lastProgress < GIVE_UP.toNanos()
        && dispatcher.isAlive()) {
      if (seen.getLong("distinct") > before) {
        before = seen.getLong("distinct");
        lastProgress = System.nanoTime();
      }
      Pause.of(Duration.ofMillis(200));
      seen = sink.report();
    }
    return seen;
  }

  private void awaitLogged(long attempts) {
    long end = System.nanoTime() + GIVE_UP.toNanos();
    while (cluster.count(Topic.ATTEMPTS) < attempts && System.nanoTime() < end) {
      Pause.of(Duration.ofMillis(50));
    }
  }
}
