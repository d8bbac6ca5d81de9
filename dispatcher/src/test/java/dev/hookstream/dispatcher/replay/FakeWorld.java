package dev.hookstream.dispatcher.replay;

import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.ReplayTally;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.match.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Tasks and a log that say what a test wants; every workspace is in partition 0. */
final class FakeWorld implements ReplayWorld {
  volatile Set<Integer> owned = Set.of(0);
  volatile long waiting;
  volatile long erasedThrough = -1;
  volatile boolean takesEverything = true;
  final List<Target> targets = new CopyOnWriteArrayList<>();
  final Map<String, LogRow> rows = new ConcurrentHashMap<>();

  FakeWorld endpoint(String id, String pattern) {
    Endpoint endpoint =
        Endpoint.newBuilder()
            .setId(id)
            .setWorkspaceId("ws")
            .setContract("standard")
            .setRevision(1)
            .setUrl("https://example.com/")
            .setEvents(List.of(pattern))
            .setSecrets(List.of())
            .setOrdering(Ordering.PARALLEL)
            .setStatus(EndpointStatus.ENABLED)
            .setCreatedAt(0)
            .setUpdatedAt(0)
            .build();
    targets.add(new Target(endpoint, Contracts.builtIn().find("standard").orElseThrow()));
    return this;
  }

  @Override
  public Set<Integer> owned() {
    return owned;
  }

  @Override
  public int partition(String workspace) {
    return 0;
  }

  @Override
  public long erasedThrough(String workspace) {
    return erasedThrough;
  }

  @Override
  public List<Target> targets(String workspace) {
    if (workspace.equals("broken")) {
      throw new IllegalStateException("nobody thought of this");
    }
    return List.copyOf(targets);
  }

  @Override
  public Optional<ReplayTally> tally(String workspace, String replayId) {
    return takesEverything
        ? Optional.of(new ReplayTally(1_000_000L, 1_000_000L, 0L, 0L, 0L))
        : Optional.empty();
  }

  @Override
  public long waiting(String workspace, String endpointId) {
    return waiting;
  }

  @Override
  public @Nullable Long oldestWaiting(String workspace, String endpointId) {
    return null;
  }

  @Override
  public @Nullable LogRow row(String workspace, String deliveryId) {
    return rows.get(deliveryId);
  }

  @Override
  public Optional<Event> event(ConsumerRecord<byte[], byte[]> record) {
    return Optional.of(AvroCodec.of(Event.class).decode(record.value()));
  }

  @Override
  public OptionalLong offsetOf(String workspace, String eventId) {
    return OptionalLong.empty();
  }
}
