package dev.hookstream.dispatcher.bench;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.Topic;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.InterruptException;

/** Puts one row's load on the dispatcher and measures what comes out. */
final class Runner {
  private static final Duration LONGEST_SUBSCRIBING = Duration.ofMinutes(2);
  private static final Duration GIVE_UP = Duration.ofSeconds(30);
  private static final Duration BARE = Duration.ofSeconds(3);
  private static final Duration LONGEST_TAKING_IN = Duration.ofMinutes(10);
  private static final int BURST_LINGER_MS = 5;

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
    subscribe(row, EndpointStatus.ENABLED);
    return measure(row, false, () -> heldBack(row), "");
  }

  /** At a rate it can bear: how long a delivery takes. */
  Result latency(Row row, int eventsPerSecond) throws InterruptedException {
    subscribe(row, EndpointStatus.ENABLED);
    return measure(row, true, () -> paced(row, eventsPerSecond), "");
  }

  /** The same while others get as many events, and do what they do. */
  Result latencyBeside(Row row, Row others, int eventsPerSecond) throws InterruptedException {
    if (others.behaviour() == Row.Behaviour.HANGS_APART) {
      sink.listenApart(others.workspaces());
    }
    subscribe(others, EndpointStatus.ENABLED);
    subscribe(row, EndpointStatus.ENABLED);
    Result result =
        measure(
            row,
            true,
            () -> beside(() -> paced(others, eventsPerSecond), row, eventsPerSecond),
            "");
    subscribe(others, EndpointStatus.DISABLED); // their retries are no part of the next row
    return result;
  }

  /** What waits for endpoints that are disabled, from the moment they are enabled. */
  Result drain(Row row) throws InterruptedException {
    subscribe(row, EndpointStatus.DISABLED);
    long before = dispatcher.residentBytes() >> 20;
    burst(row);
    cluster.awaitConsumed(Topic.EVENTS, LONGEST_TAKING_IN);
    long full = dispatcher.residentBytes() >> 20;
    return measure(
        row,
        false,
        () -> {
          long began = Arrivals.nowMicros();
          subscriptions.write(row, EndpointStatus.ENABLED);
          return began;
        },
        "%,d MB resident before, %,d MB with all of them waiting".formatted(before, full));
  }

  /** Endpoints that are down for a while beside a steady stream, and come back. */
  Result recovery(Row row, int eventsPerSecond, Duration down) throws InterruptedException {
    subscribe(row, EndpointStatus.ENABLED);
    Runnable outage =
        () -> {
          sink.turn(false);
          Pause.of(down);
          sink.turn(true);
        };
    return measure(row, false, () -> beside(outage, row, eventsPerSecond), "");
  }

  private void subscribe(Row row, EndpointStatus status) {
    subscriptions.write(row, status);
    cluster.awaitConsumed(Topic.CHANGES, LONGEST_SUBSCRIBING);
  }

  private void burst(Row row) {
    try (Load load = new Load(kafka, BURST_LINGER_MS)) {
      load.burst(row);
    }
  }

  private long heldBack(Row row) {
    AtomicLong began = new AtomicLong();
    dispatcher.hold(
        () -> {
          burst(row);
          began.set(Arrivals.nowMicros());
        });
    return began.get();
  }

  private long paced(Row row, int eventsPerSecond) {
    try (Load load = new Load(kafka, 0)) {
      long began = Arrivals.nowMicros();
      load.paced(row, eventsPerSecond);
      return began;
    }
  }

  private long beside(Runnable something, Row row, int eventsPerSecond) {
    Thread beside = new Thread(() -> untilStopped(something), "beside");
    beside.start();
    boolean done = false;
    try {
      long began = paced(row, eventsPerSecond);
      done = true;
      return began;
    } finally {
      end(beside, done);
    }
  }

  private static void untilStopped(Runnable something) {
    try {
      something.run();
    } catch (StoppedException | InterruptException e) {
      return; // as is the thread that waits for this one
    }
  }

  /** No producer may be left behind: with the topics deleted it would make them anew. */
  private static void end(Thread beside, boolean done) {
    if (!done) {
      beside.interrupt();
    }
    try {
      beside.join();
    } catch (InterruptedException e) {
      beside.interrupt();
      throw new StoppedException();
    }
  }

  private Result measure(Row row, boolean timed, LongSupplier load, String note)
      throws InterruptedException {
    // Beside each row, since a shared machine is not the same machine for long.
    double alone = bare.perSecond(BARE);
    sink.reset(row.number(), row.endpointsEach(), row.events());
    long logged = cluster.count(Topic.ATTEMPTS);
    Duration cpu = dispatcher.cpu();
    long began = load.getAsLong();
    JsonObject seen = awaitArrivals();
    awaitLogged(logged + seen.getLong("distinct"));
    Duration used = dispatcher.cpu().minus(cpu);
    double seconds = (cluster.lastAppend(Topic.ATTEMPTS) * 1_000 - began) / 1e6;
    double perSecond = seen.getLong("distinct") / seconds;
    return new Result(
        row.name(),
        row.deliveries(),
        perSecond,
        alone,
        used.toNanos() / 1e3 / Math.max(1, seen.getLong("distinct")),
        seen.getLong("body_bytes"),
        seen.getLong("lost"),
        seen.getLong("duplicates"),
        timed ? latency(seen) : Result.Latency.NONE,
        note,
        row.behaviour() == Row.Behaviour.SWITCHED || !note.isEmpty() ? curve(seen) : List.of());
  }

  /** From the first success on: of a row that is switched off from its start, the recovery. */
  private static List<Long> curve(JsonObject seen) {
    return seen.getJsonArray("curve").stream().map(count -> ((Number) count).longValue()).toList();
  }

  static Result.Latency latency(JsonObject seen) {
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
