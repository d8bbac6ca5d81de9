package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.KafkaApiKeys;
import dev.hookstream.dispatcher.kafka.LagWatch;
import dev.hookstream.dispatcher.log.DeliveryLog;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.flow.DispatchObserver;
import dev.hookstream.topology.lane.LaneDirectory;
import dev.hookstream.topology.log.LogTopology;
import io.micrometer.core.instrument.Gauge;
import java.util.List;

/** Makes what tells of an instance as a whole, and of the topology, which has no meters itself. */
final class InstanceMetrics {
  private final Foundations base;
  private final LaneDirectory lanes;

  InstanceMetrics(Foundations base, LaneDirectory lanes) {
    this.base = base;
    this.lanes = lanes;
  }

  /** What the topology tells is counted, and its lanes are looked at. */
  DispatchObserver topology() {
    new LaneMetrics(base.metrics(), () -> LaneSight.all(lanes), lanes::usedSince, base.clock());
    return new TopologyMetrics(
        base.metrics(), base.contracts().all().stream().map(Contract::name).toList());
  }

  /** How far the groups are, whatever runs here. */
  LagWatch lag() {
    return new LagWatch(base.kafka(), base.metrics(), base.clock());
  }

  /** What is looked at now and then. */
  MetricsRounds rounds(DispatchStreams dispatch, DeliveryLog log) {
    return new MetricsRounds(
        new EndpointMetrics(
            base.metrics(),
            () -> LaneSight.all(lanes),
            (workspace, endpoint, from, to) ->
                log.state().figures(workspace, endpoint, from, to, LogTopology.FIVE_MINUTES),
            base.clock()),
        List.of(dispatch.metrics(), log.metrics()));
  }

  /** For how long Kafka has not been heard of. */
  void silence(KafkaApiKeys keys) {
    Gauge.builder("hookstream.kafka.silence", keys, KafkaApiKeys::silentSeconds)
        .strongReference(true)
        .baseUnit("seconds")
        .register(base.metrics());
  }
}
