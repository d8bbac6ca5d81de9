package dev.hookstream.dispatcher.bench;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Topic;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Puts one row's load on the dispatcher and measures what comes out. */
final class Runner {
  private static final Duration LONGEST_SUBSCRIBING = Duration.ofMinutes(2);
  private static final Duration GIVE_UP = Duration.ofSeconds(30);
  private static final Duration BARE = Duration.ofSeconds(3);

  private final KafkaSettings kafka;
  private final Cluster cluster;
  private final Subscriptions subscriptions;
  private final Sink sink;
  private final Dispatcher dispatcher;
  private final BareClient bare;

  Runner(
      KafkaSettings kafka,
      Cluster cluster,
      Subscriptions subscriptions,
      Sink sink,
      Dispatcher dispatcher,
      BareClient bare) {
    this.kafka = kafka;
    this.cluster = cluster;
    this.subscriptions = subscriptions;
    this.sink = sink;
    this.dispatcher = dispatcher;
    this.bare = bare;
  }

  /** As many as it can, from a topic that is full before the first is delivered. */
  Result throughput(Row row) throws InterruptedException {
    return run(row, 0);
  }

  /** At a rate it can bear: how long a delivery takes. */
  Result latency(Row row, int eventsPerSecond) throws InterruptedException {
    return run(row, eventsPerSecond);
  }

  private Result run(Row row, int eventsPerSecond) throws InterruptedException {
    // Beside each row, since a shared machine is not the same machine for long.
    double beside = bare.perSecond(BARE);
    subscriptions.write(row);
    cluster.awaitConsumed(Topic.CHANGES, LONGEST_SUBSCRIBING);
    sink.reset(row.number(), row.endpointsEach(), row.events());
    long logged = cluster.count(Topic.ATTEMPTS);
    Duration cpu = dispatcher.cpu();
    AtomicLong began = new AtomicLong();
    try (Load load = new Load(kafka, eventsPerSecond == 0 ? 5 : 0)) {
      if (eventsPerSecond == 0) {
        dispatcher.hold(
            () -> {
              load.burst(row);
              began.set(Arrivals.nowMicros());
            });
      } else {
        began.set(Arrivals.nowMicros());
        load.paced(row, eventsPerSecond);
      }
    }
    JsonObject seen = awaitArrivals();
    awaitLogged(logged + seen.getLong("distinct"));
    Duration used = dispatcher.cpu().minus(cpu);
    double seconds = (cluster.lastAppend(Topic.ATTEMPTS) * 1_000 - began.get()) / 1e6;
    double perSecond = seen.getLong("distinct") / seconds;
    return new Result(
        row.name(),
        row.deliveries(),
        perSecond,
        beside,
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
