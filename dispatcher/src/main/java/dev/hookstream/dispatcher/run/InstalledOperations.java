package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.port.LaneView;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.Operations;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.dispatcher.kafka.GroupLags;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.log.LogNotReadyException;
import dev.hookstream.dispatcher.log.LogState;
import dev.hookstream.dispatcher.peer.Owners;
import dev.hookstream.dispatcher.peer.Peers;
import dev.hookstream.schemas.Topic;
import dev.hookstream.topology.lane.Lane;
import dev.hookstream.topology.lane.LaneDirectory;
import dev.hookstream.topology.log.LogFigures;
import dev.hookstream.topology.log.LogTopology;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** What the operator is told: by Kafka, and by every instance of its own lanes. */
final class InstalledOperations implements Operations {
  private static final List<String> GROUPS =
      List.of("dispatch", "sender", "delay", "log", "alerts");

  /** Of how many lanes of an instance the response times are looked up, those in use first. */
  private static final int MOST_TIMED = 1_000;

  private final KafkaSettings kafka;
  private final Peers peers;
  private final Owners tasks;

  InstalledOperations(KafkaSettings kafka, Peers peers, Owners tasks) {
    this.kafka = kafka;
    this.peers = peers;
    this.tasks = tasks;
  }

  @Override
  public List<Lag> lags() {
    try {
      return new GroupLags(kafka)
          .of(GROUPS).stream()
              .map(
                  lag ->
                      new Lag(
                          lag.group(),
                          lag.topic(),
                          lag.partitions(),
                          lag.waiting(),
                          delay(lag.topic())))
              .toList();
    } catch (KafkaException e) {
      throw new NotReadyException("Kafka does not say how far the groups are; try again", e);
    }
  }

  private @Nullable Long delay(String topic) {
    Optional<Topic> rung =
        Topic.LADDER.stream().filter(one -> kafka.topic(one).equals(topic)).findFirst();
    return rung.map(one -> one.delay().toMillis()).orElse(null);
  }

  @Override
  public List<Busy> endpoints(Order order, int limit) {
    return peers.nowAll(tasks, Questions.BUSY, new Questions.Most(order, limit)).stream()
        .flatMap(List::stream)
        .sorted(by(order))
        .limit(limit)
        .toList();
  }

  @Override
  public Page<Rejected> rejected(@Nullable String cursor, int limit) {
    return new RejectedReader(kafka).list(cursor, limit);
  }

  @Override
  public Optional<PutBack> putBack(String id) {
    return new RejectedRetry(kafka).putBack(id);
  }

  private static Comparator<Busy> by(Order order) {
    Comparator<Busy> least =
        order == Order.LARGEST
            ? Comparator.comparingLong(busy -> busy.lane().backlog())
            : Comparator.comparingLong(busy -> Objects.requireNonNullElse(busy.p99Micros(), -1L));
    return least.reversed().thenComparing(Busy::endpointId);
  }

  /** Of this instance's lanes. */
  static List<Busy> here(
      LaneDirectory lanes, LogState log, InstantSource clock, Questions.Most asked) {
    long now = clock.millis();
    return lanes.list().stream()
        .sorted(Comparator.comparingLong((Lane lane) -> lane.backlog() + lane.out()).reversed())
        .limit(MOST_TIMED)
        .map(lane -> busy(lane, log, now))
        .sorted(by(asked.order()))
        .limit(asked.limit())
        .toList();
  }

  private static Busy busy(Lane lane, LogState log, long now) {
    return new Busy(
        lane.workspaceId(),
        lane.endpointId(),
        new LaneView(
            0,
            lane.backlog(),
            lane.oldestWaiting(),
            lane.window(),
            lane.out(),
            lane.isCircuitOpen(),
            lane.nextProbeAt()),
        slowest(lane, log, now));
  }

  /** Null also where the workspace's log is at another instance: the lane is worth showing. */
  private static @Nullable Long slowest(Lane lane, LogState log, long now) {
    long hour = LogTopology.HOUR.toMillis();
    try {
      return log
          .figures(
              lane.workspaceId(), lane.endpointId(), Math.max(0, now - hour), now, LogTopology.HOUR)
          .stream()
          .map(LogFigures::p99Micros)
          .filter(Objects::nonNull)
          .max(Comparator.naturalOrder())
          .orElse(null);
    } catch (LogNotReadyException e) {
      return null;
    }
  }
}
