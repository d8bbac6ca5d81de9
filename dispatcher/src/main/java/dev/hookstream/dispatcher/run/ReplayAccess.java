package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.replay.ReplayWorld;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.ReplayTally;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.BadEventException;
import dev.hookstream.schemas.serde.EventReader;
import dev.hookstream.schemas.serde.RegistryUnavailableException;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.flow.WorkspacePartitioner;
import dev.hookstream.topology.lane.Lane;
import dev.hookstream.topology.lane.LaneDirectory;
import dev.hookstream.topology.match.Target;
import dev.hookstream.topology.retry.ReplayBook;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** What a replay asks of the tasks, which are of this instance, and of the log. */
final class ReplayAccess implements ReplayWorld {
  private final KafkaSettings kafka;
  private final WorkspacePartitioner partitioner;
  private final DispatchStreams dispatch;
  private final StateSettings settings;
  private final LaneDirectory lanes;
  private final SharedState shared;
  private final EventReader reader;
  private final Contracts contracts;

  ReplayAccess(
      KafkaSettings kafka,
      WorkspacePartitioner partitioner,
      DispatchStreams dispatch,
      StateSettings settings,
      LaneDirectory lanes,
      SharedState shared,
      EventReader reader,
      Contracts contracts) {
    this.kafka = kafka;
    this.partitioner = partitioner;
    this.dispatch = dispatch;
    this.settings = settings;
    this.lanes = lanes;
    this.shared = shared;
    this.reader = reader;
    this.contracts = contracts;
  }

  @Override
  public long erasedThrough(String workspace) {
    return shared.erasedThrough(workspace);
  }

  @Override
  public Set<Integer> owned() {
    if (dispatch.notReady().isPresent()) {
      return Set.of();
    }
    String events = kafka.topic(Topic.EVENTS);
    Set<Integer> owned = new HashSet<>();
    dispatch.streams().metadataForLocalThreads().stream()
        .flatMap(thread -> thread.activeTasks().stream())
        .flatMap(task -> task.topicPartitions().stream())
        .filter(source -> source.topic().equals(events))
        .map(TopicPartition::partition)
        .forEach(owned::add);
    return owned;
  }

  @Override
  public int partition(String workspace) {
    return partitioner.partition(workspace, kafka.partitions());
  }

  @Override
  public List<Target> targets(String workspace) {
    return settings.endpoints(workspace, null, Integer.MAX_VALUE).stream()
        .flatMap(this::target)
        .toList();
  }

  private Stream<Target> target(Endpoint endpoint) {
    return contracts.find(endpoint.getContract()).stream()
        .map(contract -> new Target(endpoint, contract));
  }

  @Override
  public Optional<ReplayTally> tally(String workspace, String replayId) {
    return StateSettings.ready(
        () -> {
          ReadOnlyKeyValueStore<String, ReplayTally> store =
              dispatch.records(ReplayBook.STORE, partition(workspace));
          return Optional.ofNullable(store.get(ReplayBook.key(workspace, replayId)));
        });
  }

  @Override
  public long waiting(String workspace, String endpointId) {
    return lanes
        .find(workspace, endpointId)
        .map(lane -> lane.waiting(DeliveryClass.REPLAY) + lane.waiting(DeliveryClass.RETRY))
        .orElse(0L);
  }

  @Override
  public @Nullable Long oldestWaiting(String workspace, String endpointId) {
    return lanes.find(workspace, endpointId).map(Lane::oldestWaiting).orElse(null);
  }

  @Override
  public @Nullable LogRow row(String workspace, String deliveryId) {
    return shared.row(workspace, deliveryId);
  }

  @Override
  public Optional<Event> event(ConsumerRecord<byte[], byte[]> record) {
    try {
      return record.value() == null
          ? Optional.empty()
          : Optional.of(reader.read(record.value(), Instant.ofEpochMilli(record.timestamp())));
    } catch (BadEventException e) {
      // It was rejected when it came, and lies with the rejected events.
      return Optional.empty();
    } catch (RegistryUnavailableException e) {
      throw new NotReadyException("the schema registry does not answer", e);
    }
  }

  @Override
  public OptionalLong offsetOf(String workspace, String eventId) {
    return shared
        .seen(workspace, eventId)
        .map(at -> OptionalLong.of(at.offset()))
        .orElseGet(OptionalLong::empty);
  }
}
