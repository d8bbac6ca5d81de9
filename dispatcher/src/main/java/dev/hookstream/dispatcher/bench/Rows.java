package dev.hookstream.dispatcher.bench;

import dev.hookstream.dispatcher.bench.Row.Behaviour;
import dev.hookstream.schemas.Ordering;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the benchmark measures, by number. */
final class Rows {
  /** One row's measurement. */
  interface Measurement {
    Result take() throws InterruptedException;
  }

  private static final int EVENTS_PER_SECOND = 1_000;
  private static final int EVENTS_PER_SECOND_BESIDE = 250;

  private final Runner runner;
  private final LogSearch search;
  private final ReplayBeside replay;
  private final int deliveries;
  private final boolean quick;
  private final SortedMap<Integer, Measurement> rows = new TreeMap<>();

  Rows(Runner runner, LogSearch search, ReplayBeside replay, int deliveries, boolean quick) {
    this.runner = runner;
    this.search = search;
    this.replay = replay;
    this.deliveries = deliveries;
    this.quick = quick;
  }

  /** Each as something that is measured when it is asked for. */
  SortedMap<Integer, Measurement> all() {
    throughput(Row.of(1, "1 endpoint", 1, 1, deliveries));
    throughput(Row.of(2, "100 endpoints", 10, 10, deliveries / 10));
    throughput(Row.of(3, "10,000 endpoints", 1_000, 10, deliveries / 10));
    throughput(Row.of(4, "9/10 in one of 1,000 workspaces", 1_000, 1, deliveries).skewedToOne());
    int seconds = quick ? 10 : 30;
    Row paced = Row.of(5, "1,000 events/s", 10, 1, seconds * EVENTS_PER_SECOND);
    rows.put(5, () -> runner.latency(paced, EVENTS_PER_SECOND));
    throughput(Row.of(6, "1 ordered endpoint", 1, 1, deliveries / 5).in(Ordering.ORDERED));
    throughput(Row.of(7, "1 strict endpoint", 1, 1, deliveries / 5).in(Ordering.STRICT));
    beside(quick ? 15 : 60);
    // At the least as many as would not fit into memory by mistake.
    Row waiting = Row.of(11, "drain of what waited", 1, 1, quick ? 100_000 : 1_000_000);
    rows.put(11, () -> runner.drain(waiting));
    Row down = Row.of(12, "recovery at 500 events/s", 1, 1, 500 * 60).that(Behaviour.SWITCHED);
    rows.put(12, () -> runner.recovery(down, 500, Duration.ofSeconds(30)));
    rows.put(13, () -> search.among(quick ? 1_000_000 : 10_000_000));
    int old = quick ? 100_000 : 1_000_000;
    rows.put(14, () -> replay.measure(14, old, EVENTS_PER_SECOND, seconds));
    return rows;
  }

  private void throughput(Row row) {
    rows.put(row.number(), () -> runner.throughput(row));
  }

  /** Five hundred endpoints alone, and then beside five hundred that hang to their time-outs. */
  private void beside(int seconds) {
    int events = seconds * EVENTS_PER_SECOND_BESIDE;
    Row alone = Row.of(8, "500 endpoints, 250 events/s", 500, 1, events);
    rows.put(8, () -> runner.latency(alone, EVENTS_PER_SECOND_BESIDE));
    Row healthy = Row.of(9, "and beside them 500 that hang", 500, 1, events);
    Row hanging = Row.of(90, "those that hang", 500, 1, events).that(Behaviour.HANGS_APART);
    rows.put(9, () -> runner.latencyBeside(healthy, hanging, EVENTS_PER_SECOND_BESIDE));
    Row together = Row.of(10, "and these at the same host", 500, 1, events);
    Row thatHang = Row.of(91, "those that hang", 500, 1, events).that(Behaviour.HANGS);
    rows.put(10, () -> runner.latencyBeside(together, thatHang, EVENTS_PER_SECOND_BESIDE));
  }
}
