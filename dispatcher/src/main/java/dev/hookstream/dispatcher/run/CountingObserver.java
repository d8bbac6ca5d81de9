package dev.hookstream.dispatcher.run;

import dev.hookstream.topology.flow.DispatchObserver;
import dev.hookstream.topology.lane.LaneDirectory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what the topology tells. */
final class CountingObserver implements DispatchObserver {
  private final MeterRegistry metrics;
  private final Counter misplaced;
  private final Counter duplicates;
  private final Counter parked;
  private final Counter events;
  private final Counter matches;

  CountingObserver(MeterRegistry metrics, LaneDirectory lanes) {
    this.metrics = metrics;
    misplaced = metrics.counter("hookstream.events.misplaced");
    duplicates = metrics.counter("hookstream.events.duplicates");
    parked = metrics.counter("hookstream.events.parked");
    events = metrics.counter("hookstream.events.accepted");
    matches = metrics.counter("hookstream.events.matches");
    metrics.gauge("hookstream.lanes.out", lanes, LaneDirectory::out);
    metrics.gauge("hookstream.lanes.backlog", lanes, LaneDirectory::backlog);
    metrics.gauge("hookstream.lanes.circuits.open", lanes, LaneDirectory::openCircuits);
  }

  @Override
  public void rejected(String reason) {
    metrics.counter("hookstream.events.rejected", "reason", reason).increment();
  }

  @Override
  public void misplaced() {
    misplaced.increment();
  }

  @Override
  public void duplicateDropped() {
    duplicates.increment();
  }

  @Override
  public void parked() {
    parked.increment();
  }

  @Override
  public void matched(int endpoints) {
    events.increment();
    matches.increment(endpoints);
  }
}
