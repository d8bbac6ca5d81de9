package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.port.LaneView;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.Settings;
import dev.hookstream.schemas.AuditEntry;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Health;
import dev.hookstream.schemas.Workspace;
import dev.hookstream.topology.lane.LaneDirectory;
import dev.hookstream.topology.retry.HealthBook;
import dev.hookstream.topology.settings.AuditTrail;
import dev.hookstream.topology.settings.SettingsKeys;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** The settings as the tasks of this instance keep them. */
final class StateSettings implements Settings {
  private final DispatchStreams dispatch;
  private final LaneDirectory lanes;

  StateSettings(DispatchStreams dispatch, LaneDirectory lanes) {
    this.dispatch = dispatch;
    this.lanes = lanes;
  }

  @Override
  public Optional<Endpoint> endpoint(String workspace, String endpointId) {
    return ready(
        () ->
            Optional.ofNullable(endpointStore().get(SettingsKeys.endpoint(workspace, endpointId))));
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
              endpointStore().range(from, SettingsKeys.last(workspace))) {
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
              dispatch.records(SettingsKeys.WORKSPACES);
          Workspace known = store.get(workspace);
          if (known != null) {
            contracts.addAll(known.getContracts());
          }
          try (KeyValueIterator<String, Endpoint> range =
              endpointStore().range(SettingsKeys.first(workspace), SettingsKeys.last(workspace))) {
            range.forEachRemaining(entry -> contracts.add(entry.value.getContract()));
          }
          return contracts;
        });
  }

  @Override
  public List<AuditEntry> audit(String workspace, @Nullable String afterKey, int limit) {
    return ready(
        () -> {
          ReadOnlyKeyValueStore<String, AuditEntry> store = dispatch.records(AuditTrail.STORE);
          String first = SettingsKeys.first(workspace);
          List<AuditEntry> found = new ArrayList<>();
          try (KeyValueIterator<String, AuditEntry> range =
              store.range(
                  afterKey == null ? first : first + afterKey + '\0',
                  SettingsKeys.last(workspace))) {
            while (range.hasNext() && found.size() < limit) {
              found.add(range.next().value);
            }
          }
          return found;
        });
  }

  @Override
  public long backlog(String workspace) {
    return lanes.backlog(workspace);
  }

  @Override
  public LaneView lane(String workspace, String endpointId) {
    return ready(
        () -> {
          ReadOnlyKeyValueStore<String, Health> book = dispatch.records(HealthBook.STORE);
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
                          lane.isCircuitOpen()))
              .orElse(new LaneView(failures, 0, null, 0, false));
        });
  }

  private ReadOnlyKeyValueStore<String, Endpoint> endpointStore() {
    return dispatch.records(SettingsKeys.ENDPOINTS);
  }

  static <T> T ready(Supplier<T> question) {
    try {
      return question.get();
    } catch (InvalidStateStoreException e) {
      throw new NotReadyException("the settings are being read in; try again in a moment", e);
    }
  }
}
