package dev.hookstream.topology.settings;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.Workspace;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.match.Target;
import dev.hookstream.topology.state.InMemoryBuilder;
import dev.hookstream.topology.state.InMemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a task's workspaces: the two stores, with the workspaces in use kept compiled in
 * memory. It is a store itself (of nothing, never logged) because that is how the processors of one
 * task share an object: the one that changes a setting and those that read it see the same.
 */
public final class Workspaces extends InMemoryStore {
  /** The name under which the processors of a task find it. */
  public static final String NAME = "settings-in-memory";

  // By endpoints, not workspaces: one workspace may have one of them, another ten thousand.
  private static final long ENDPOINTS_IN_MEMORY = 200_000;

  private final Contracts contracts;
  private final Cache<String, WorkspaceSettings> loaded =
      Caffeine.newBuilder()
          .maximumWeight(ENDPOINTS_IN_MEMORY)
          .weigher((String id, WorkspaceSettings settings) -> settings.weight())
          .executor(Runnable::run)
          .build();
  private @Nullable KeyValueStore<String, Endpoint> endpoints;
  private @Nullable KeyValueStore<String, Workspace> workspaces;

  private Workspaces(Contracts contracts) {
    super(NAME);
    this.contracts = contracts;
  }

  /** The builder by which a topology gives each of its tasks one of these. */
  public static StoreBuilder<Workspaces> builder(Contracts contracts) {
    return new InMemoryBuilder<>(NAME, () -> new Workspaces(contracts));
  }

  /** Finds it, and lets it find its stores; call from a processor's {@code init}. */
  public static Workspaces of(ProcessingContext context) {
    Workspaces found = context.getStateStore(NAME);
    found.endpoints = context.getStateStore(SettingsKeys.ENDPOINTS);
    found.workspaces = context.getStateStore(SettingsKeys.WORKSPACES);
    return found;
  }

  @Override
  public void forget() {
    loaded.invalidateAll();
  }

  /** One workspace's settings; empty ones where nothing is known of it. */
  public WorkspaceSettings workspace(String workspaceId) {
    WorkspaceSettings known = loaded.getIfPresent(workspaceId);
    if (known == null) {
      known = load(workspaceId);
      loaded.put(workspaceId, known);
    }
    return known;
  }

  /** One endpoint, or null where it does not exist (any more). */
  public @Nullable Target target(String workspaceId, String endpointId) {
    return workspace(workspaceId).target(endpointId);
  }

  /** Stores an endpoint's settings. */
  public Target put(Endpoint endpoint) {
    WorkspaceSettings workspace = workspace(endpoint.getWorkspaceId());
    Target target = compile(endpoint);
    endpoints().put(SettingsKeys.endpoint(endpoint.getWorkspaceId(), endpoint.getId()), endpoint);
    workspace.put(target);
    loaded.put(endpoint.getWorkspaceId(), workspace);
    return target;
  }

  /** Disables an endpoint for a reason of ours; what is meant for it is held from now on. */
  public void disable(Target target, String reason, long now) {
    Endpoint disabled = Endpoint.newBuilder(target.endpoint()).build();
    disabled.setStatus(EndpointStatus.DISABLED);
    disabled.setDisabledReason(reason);
    disabled.setDisabledAt(now);
    disabled.setUpdatedAt(now);
    disabled.setRevision(disabled.getRevision() + 1);
    put(disabled);
  }

  /** Forgets an endpoint. */
  public void remove(String workspaceId, String endpointId) {
    WorkspaceSettings workspace = workspace(workspaceId);
    endpoints().delete(SettingsKeys.endpoint(workspaceId, endpointId));
    workspace.remove(endpointId);
  }

  /** Notes that a workspace has keys under a contract. */
  public void useContract(String workspaceId, String contract) {
    WorkspaceSettings workspace = workspace(workspaceId);
    if (workspace.useContract(contract)) {
      workspaces().put(workspaceId, new Workspace(workspace.keyContracts(), alerts(workspaceId)));
    }
  }

  /** Replaces a workspace's settings of alerts. */
  void putAlerts(String workspaceId, AlertSettings settings) {
    List<String> contracts = workspace(workspaceId).keyContracts();
    workspaces().put(workspaceId, new Workspace(contracts, settings));
  }

  private @Nullable AlertSettings alerts(String workspaceId) {
    Workspace known = workspaces().get(workspaceId);
    return known == null ? null : known.getAlerts();
  }

  /** Forgets what is known of a workspace beside its endpoints. */
  void erase(String workspaceId) {
    workspaces().delete(workspaceId);
    loaded.invalidate(workspaceId);
  }

  /** Whether this installation has a contract of that name. */
  public Optional<Contract> contract(String name) {
    return contracts.find(name);
  }

  private WorkspaceSettings load(String workspaceId) {
    List<Target> targets = new ArrayList<>();
    try (KeyValueIterator<String, Endpoint> stored =
        endpoints().range(SettingsKeys.first(workspaceId), SettingsKeys.last(workspaceId))) {
      while (stored.hasNext()) {
        KeyValue<String, Endpoint> next = stored.next();
        targets.add(compile(next.value));
      }
    }
    Workspace workspace = workspaces().get(workspaceId);
    return new WorkspaceSettings(
        targets, workspace == null ? Set.of() : Set.copyOf(workspace.getContracts()));
  }

  private Target compile(Endpoint endpoint) {
    // Without its contract nothing can be rendered or signed, and taking the endpoint for deleted
    // would throw its deliveries away: so this stops, and goes on where it stood once it is back.
    Contract contract =
        contracts
            .find(endpoint.getContract())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "endpoint "
                            + endpoint.getId()
                            + " is under the contract '"
                            + endpoint.getContract()
                            + "', which this installation does not have (any more): put its file"
                            + " back into the contracts folder and start again"));
    return new Target(endpoint, contract);
  }

  private KeyValueStore<String, Endpoint> endpoints() {
    return Objects.requireNonNull(endpoints, "not initialised");
  }

  private KeyValueStore<String, Workspace> workspaces() {
    return Objects.requireNonNull(workspaces, "not initialised");
  }
}
