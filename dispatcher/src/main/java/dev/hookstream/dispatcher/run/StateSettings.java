package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.port.LaneView;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.Settings;
import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.AuditEntry;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.Health;
import dev.hookstream.schemas.Workspace;
import dev.hookstream.topology.flow.SeenEvents;
import dev.hookstream.topology.lane.LaneDirectory;
import dev.hookstream.topology.lane.WaitingReader;
import dev.hookstream.topology.match.DeliveryId;
import dev.hookstream.topology.retry.HealthBook;
import dev.hookstream.topology.settings.AuditTrail;
import dev.hookstream.topology.settings.SettingsKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.jspecify.annotations.Nullable;

/** The settings as the tasks of this instance keep them; a workspace of another's is not ready. */
final class StateSettings implements Settings {
  private final DispatchStreams dispatch;
  private final LaneDirectory lanes;
  private final ToIntFunction<String> partitions;

  StateSettings(DispatchStreams dispatch, LaneDirectory lanes, ToIntFunction<String> partitions) {
    this.dispatch = dispatch;
    this.lanes = lanes;
    this.partitions = partitions;
  }

  @Override
  public Optional<Endpoint> endpoint(String workspace, String endpointId) {
    return ready(
        () ->
            Optional.ofNullable(
                endpointStore(workspace).get(SettingsKeys.endpoint(workspace, endpointId))));
  }

  @Override
  public List<Endpoint> endpoints(String workspace, @Nullable String afterId, int limit) {
    return ready(
        () -> {
          String from =
              afterId == null
                  ? SettingsKeys.first(workspace)
                  : SettingsKeys.endpoint(workspace, afterId) + '\0';
          List<Endpoint> found = new ArrayList<>();
          try (KeyValueIterator<String, Endpoint> range =
              endpointStore(workspace).range(from, SettingsKeys.last(workspace))) {
            while (range.hasNext() && found.size() < limit) {
              found.add(range.next().value);
            }
          }
          return found;
        });
  }

  @Override
  public Set<String> contracts(String workspace) {
    return ready(
        () -> {
          Set<String> contracts = new LinkedHashSet<>();
          ReadOnlyKeyValueStore<String, Workspace> store =
              records(SettingsKeys.WORKSPACES, workspace);
          Workspace known = store.get(workspace);
          if (known != null) {
            contracts.addAll(known.getContracts());
          }
          try (KeyValueIterator<String, Endpoint> range =
              endpointStore(workspace)
                  .range(SettingsKeys.first(workspace), SettingsKeys.last(workspace))) {
            range.forEachRemaining(entry -> contracts.add(entry.value.getContract()));
          }
          return contracts;
        });
  }

  @Override
  public List<AuditEntry> audit(String workspace, @Nullable String afterKey, int limit) {
    return ready(
        () -> AuditTrail.entries(records(AuditTrail.STORE, workspace), workspace, afterKey, limit));
  }

  @Override
  public Optional<AlertSettings> alerts(String workspace) {
    return ready(
        () -> {
          ReadOnlyKeyValueStore<String, Workspace> store =
              records(SettingsKeys.WORKSPACES, workspace);
          return Optional.ofNullable(store.get(workspace)).map(Workspace::getAlerts);
        });
  }

  @Override
  public long backlog(String workspace) {
    requireHere(workspace);
    return lanes.backlog(workspace);
  }

  @Override
  public LaneView lane(String workspace, String endpointId) {
    return ready(
        () -> {
          ReadOnlyKeyValueStore<String, Health> book = records(HealthBook.STORE, workspace);
          Health health = book.get(SettingsKeys.endpoint(workspace, endpointId));
          int failures = health == null ? 0 : health.getConsecutiveFailures();
          return lanes
              .find(workspace, endpointId)
              .map(
                  lane ->
                      new LaneView(
                          failures,
                          lane.backlog(),
                          lane.oldestWaiting(),
                          lane.window(),
                          lane.out(),
                          lane.isCircuitOpen(),
                          lane.nextProbeAt()))
              .orElse(new LaneView(failures, 0, null, 0, 0, false, null));
        });
  }

  @Override
  public List<LaneView> lanes(String workspace, List<String> endpointIds) {
    return endpointIds.stream().map(id -> lane(workspace, id)).toList();
  }

  private ReadOnlyKeyValueStore<String, Endpoint> endpointStore(String workspace) {
    return records(SettingsKeys.ENDPOINTS, workspace);
  }

  private <V> ReadOnlyKeyValueStore<String, V> records(String store, String workspace) {
    return dispatch.records(store, partitions.applyAsInt(workspace));
  }

  /** Throws NotReadyException where the workspace's task is not here. */
  void requireHere(String workspace) {
    var unused = ready(() -> endpointStore(workspace));
  }

  /** What waits for an endpoint, and why. */
  Questions.Waits waiting(String workspace, Questions.Paged asked) {
    return ready(
        () -> {
          Endpoint endpoint =
              endpointStore(workspace).get(SettingsKeys.endpoint(workspace, asked.endpointId()));
          ReadOnlyKeyValueStore<Bytes, byte[]> backlog =
              dispatch.bytes(WaitingReader.STORE, partitions.applyAsInt(workspace));
          return new Questions.Waits(
              new WaitingReader(backlog)
                  .lastFirst(
                      workspace,
                      asked.endpointId(),
                      asked.query()::wants,
                      asked.cursor(),
                      asked.limit()),
              why(endpoint));
        });
  }

  /** Those of some deliveries that wait in a lane, and why. */
  List<Questions.Held> held(String workspace, List<String> deliveryIds) {
    return ready(
        () -> {
          WaitingReader reader =
              new WaitingReader(
                  dispatch.bytes(WaitingReader.STORE, partitions.applyAsInt(workspace)));
          Map<String, Endpoint> endpoints = byPart(workspace);
          List<Questions.Held> found = new ArrayList<>();
          for (String id : deliveryIds) {
            Endpoint endpoint = endpoints.get(DeliveryId.endpointPart(id));
            if (endpoint != null) {
              reader
                  .find(workspace, endpoint.getId(), id)
                  .ifPresent(one -> found.add(new Questions.Held(one, why(endpoint))));
            }
          }
          return found;
        });
  }

  /** A delivery's id has a part that follows from its endpoint's, and from which no id follows. */
  private Map<String, Endpoint> byPart(String workspace) {
    Map<String, Endpoint> found = new HashMap<>();
    try (KeyValueIterator<String, Endpoint> all =
        endpointStore(workspace)
            .range(SettingsKeys.first(workspace), SettingsKeys.last(workspace))) {
      all.forEachRemaining(
          next -> found.put(DeliveryId.endpointPartOf(next.value.getId()), next.value));
    }
    return found;
  }

  private static String why(@Nullable Endpoint endpoint) {
    return endpoint != null && endpoint.getStatus() == EndpointStatus.DISABLED
        ? "waits until the webhook is enabled"
        : "waits for its turn";
  }

  /** Where an event of the last day lies, by its id. */
  Optional<SeenEvents.Place> seen(String workspace, String eventId, long now) {
    return ready(
        () -> {
          ReadOnlyWindowStore<Bytes, byte[]> seen =
              dispatch.seenEvents(partitions.applyAsInt(workspace));
          Bytes key = SeenEvents.key(workspace, eventId);
          return SeenEvents.find(slot -> seen.fetch(key, slot), now);
        });
  }

  static <T> T ready(Supplier<T> question) {
    try {
      return question.get();
    } catch (InvalidStateStoreException e) {
      throw new NotReadyException("the settings are being read in; try again in a moment", e);
    }
  }
}
