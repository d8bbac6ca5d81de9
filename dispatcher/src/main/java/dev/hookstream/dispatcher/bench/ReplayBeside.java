package dev.hookstream.dispatcher.bench;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.Topic;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Live events at a steady rate: alone, beside a replay of many old ones for as long as that takes,
 * and alone again. The live ones go to workspaces in every partition, the replay's too.
 */
final class ReplayBeside {
  private static final Duration LONGEST = Duration.ofMinutes(30);
  private static final int BURST_LINGER_MS = 5;
  private static final int LIVE_WORKSPACES = 100;

  private final KafkaSettings kafka;
  private final Cluster cluster;
  private final Subscriptions subscriptions;
  private final Sink sink;
  private final Dispatcher dispatcher;

  ReplayBeside(
      KafkaSettings kafka,
      Cluster cluster,
      Subscriptions subscriptions,
      Sink sink,
      Dispatcher dispatcher) {
    this.kafka = kafka;
    this.cluster = cluster;
    this.subscriptions = subscriptions;
    this.sink = sink;
    this.dispatcher = dispatcher;
  }

  /**
   * Measures it.
   *
   * @param replayed how many old events there are
   * @param seconds how long the live ones flow alone
   */
  Result measure(int number, int replayed, int perSecond, int seconds) {
    Row old = Row.of(10 * number, "replayed", 1, 1, replayed);
    publish(old);
    subscribe(old);
    Duration span = Duration.ofSeconds(seconds);
    Flow before = flow(live(number, perSecond), perSecond, new Until(span));
    // Other ids each time, or each would be a copy of an earlier event.
    Row beside = live(1_000 + number, perSecond);
    Duration cpu = dispatcher.cpu();
    long began = System.nanoTime();
    Job job = new Job(old.workspace(0));
    Flow during = flow(beside, perSecond, job);
    double took = (job.endedAt - began) / 1e9;
    double used = dispatcher.cpu().minus(cpu).toNanos() / 1e3;
    Flow after = flow(live(2_000 + number, perSecond), perSecond, new Until(span));
    long all = (long) during.sent + replayed;
    List<Flow> flows = List.of(before, during, after);
    return new Result(
        "%,d events/s beside a replay".formatted(perSecond),
        all,
        all / took,
        0,
        used / all,
        during.seen.getLong("body_bytes"),
        flows.stream().mapToLong(Flow::lost).sum() + Math.max(0, replayed - job.delivered()),
        flows.stream().mapToLong(flow -> flow.seen.getLong("duplicates")).sum(),
        during.latency(),
        note(before, during, after)
            + String.format(
                Locale.ROOT,
                "%n    %,d replayed in %.0f s, %,.0f a second, %s",
                job.delivered(),
                took,
                replayed / took,
                job.view().getString("state")),
        List.of());
  }

  /** Subscribed, and with more events than will be sent. */
  private Row live(int number, int perSecond) {
    int most = Math.toIntExact(LONGEST.toSeconds() * perSecond);
    Row row = Row.of(number, "live", LIVE_WORKSPACES, 1, most);
    subscribe(row);
    return row;
  }

  /** Held against the better of the two alone, so that warming up flatters nobody. */
  private static String note(Flow before, Flow during, Flow after) {
    long p50 = Math.min(before.latency().p50(), after.latency().p50());
    long p99 = Math.min(before.latency().p99(), after.latency().p99());
    return String.format(
        Locale.ROOT,
        "alone before %s, after %s: beside it p50 is %.2f and p99 %.2f times the better one",
        times(before),
        times(after),
        (double) during.latency().p50() / p50,
        (double) during.latency().p99() / p99);
  }

  private static String times(Flow flow) {
    Result.Latency latency = flow.latency();
    return String.format(
        Locale.ROOT,
        "%.1f/%.1f/%.1f",
        latency.p50() / 1e3,
        latency.p99() / 1e3,
        latency.p999() / 1e3);
  }

  /** Before anybody listens, so that nothing of it is delivered but by the replay. */
  private void publish(Row old) {
    // Its contract, and no endpoint.
    subscriptions.write(Row.of(old.number(), old.name(), 1, 0, 0), EndpointStatus.ENABLED);
    try (Load load = new Load(kafka, BURST_LINGER_MS)) {
      load.burst(old);
    }
    cluster.awaitConsumed(Topic.EVENTS, LONGEST);
  }

  private void subscribe(Row row) {
    subscriptions.write(row, EndpointStatus.ENABLED);
    cluster.awaitConsumed(Topic.CHANGES, LONGEST);
  }

  private Flow flow(Row row, int perSecond, Load.GoesOn goesOn) {
    sink.reset(row.number(), row.endpointsEach(), row.events());
    try (Load load = new Load(kafka, 0)) {
      int sent = load.paced(row, perSecond, goesOn);
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      JsonObject seen = sink.report();
      while (seen.getLong("distinct") < sent && System.nanoTime() < end) {
        Pause.of(Duration.ofMillis(200));
        seen = sink.report();
      }
      return new Flow(sent, seen);
    }
  }

  /** What became of a stream of live events. */
  private record Flow(int sent, JsonObject seen) {
    long lost() {
      return sent - seen.getLong("distinct");
    }

    Result.Latency latency() {
      return Runner.latency(seen);
    }
  }

  private record Until(long end) implements Load.GoesOn {
    Until(Duration from) {
      this(System.nanoTime() + from.toNanos());
    }

    @Override
    public boolean after(int sent) {
      return System.nanoTime() < end;
    }
  }

  /** The replay; looked at twice a second by a thread of its own until it has ended. */
  private final class Job implements Load.GoesOn {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final String workspace;
    private volatile JsonObject last;
    private volatile long endedAt;

    Job(String workspace) {
      this.workspace = workspace;
      JsonObject asked = new JsonObject().put("since", "2026-01-01T00:00:00Z").put("status", "all");
      last = dispatcher.call("POST", "/v1/webhooks/replay", workspace, asked);
      Thread watching = new Thread(this::watch, "watching-the-replay");
      watching.setDaemon(true);
      watching.start();
    }

    private void watch() {
      String path = "/v1/webhooks/replays/" + view().getString("replay_id");
      while (endedAt == 0) {
        Pause.of(LOOK);
        JsonObject now = dispatcher.call("GET", path, workspace, null);
        last = now;
        if (!List.of("queued", "running", "delivering").contains(now.getString("state"))) {
          endedAt = System.nanoTime();
        }
      }
    }

    JsonObject view() {
      return last;
    }

    long delivered() {
      return view().getLong("delivered");
    }

    @Override
    public boolean after(int sent) {
      return endedAt == 0;
    }
  }
}
