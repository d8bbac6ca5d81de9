package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.ChangeResult;
import dev.hookstream.dispatcher.api.port.Changes;
import dev.hookstream.dispatcher.api.port.EventView;
import dev.hookstream.dispatcher.api.port.LaneView;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.Readiness;
import dev.hookstream.dispatcher.api.port.Readiness.Check;
import dev.hookstream.dispatcher.api.port.Settings;
import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.ApiKey;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AuditEntry;
import dev.hookstream.schemas.Change;
import dev.hookstream.schemas.DeleteEndpoint;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EraseWorkspace;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.Note;
import dev.hookstream.schemas.PutAlertSettings;
import dev.hookstream.schemas.PutEndpoint;
import dev.hookstream.schemas.UseContract;
import dev.hookstream.topology.settings.AuditTrail;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The other parts in memory: a settings task that applies changes at once, and what it saw. */
final class FakeParts implements Settings, Changes {
  final FakeOperations operations = new FakeOperations();
  final FakeReplays replays = new FakeReplays();
  final FakeLive live = new FakeLive();
  final FakeDeliveries log = new FakeDeliveries(this::requireReady);
  final FakeKeys apiKeys = new FakeKeys(() -> this.ready);
  final Map<String, ApiKey> keys = apiKeys.keys;
  final Map<String, Endpoint> endpoints = new TreeMap<>();
  final Map<String, Set<String>> contracts = new HashMap<>();
  final List<Change> changes = new CopyOnWriteArrayList<>();
  final List<Event> published = new CopyOnWriteArrayList<>();
  final Map<String, EventView> events = new ConcurrentHashMap<>();
  final Map<String, List<LogRow>> eventRows = new ConcurrentHashMap<>();
  Optional<String> dead = Optional.empty();
  final List<Check> checks = new CopyOnWriteArrayList<>(List.of(new Check("kafka", true, null)));
  final List<AuditEntry> audit = new ArrayList<>();
  volatile Optional<AlertSettings> alertSettings = Optional.empty();
  volatile int maxWebhooks = 1_000;
  volatile boolean ready = true;
  volatile LaneView lane = LaneView.IDLE;
  volatile Function<String, Optional<String>> urlCheck =
      url -> url.contains("evil") ? Optional.of("points at a private address") : Optional.empty();
  volatile Function<Event, CompletionStage<Void>> publish =
      event -> {
        published.add(event);
        return CompletableFuture.completedFuture(null);
      };
  volatile BiFunction<Endpoint, Event, CompletionStage<Attempt>> testSend =
      (endpoint, event) -> CompletableFuture.completedFuture(Samples.attempt(endpoint, event));
  volatile Runnable beforeChange = () -> {};

  /** What the task says to every change instead of applying it. */
  volatile @Nullable ChangeResult refusal;

  Ports ports() {
    return new Ports(
        apiKeys,
        this,
        this,
        (event, trace) -> publish.apply(event),
        new FakeEvents(events, eventRows, this::requireReady),
        live,
        log,
        replays,
        replays,
        (endpoint, event) -> testSend.apply(endpoint, event),
        url -> urlCheck.apply(url),
        new Readiness() {
          @Override
          public List<Check> checks() {
            return List.copyOf(checks);
          }

          @Override
          public Optional<String> dead() {
            return dead;
          }
        },
        (number, parcel) -> Optional.empty(),
        operations);
  }

  private void requireReady() {
    if (!ready) {
      throw new NotReadyException("The settings of this workspace are being restored.");
    }
  }

  @Override
  public synchronized Optional<Endpoint> endpoint(String workspace, String endpointId) {
    requireReady();
    return Optional.ofNullable(endpoints.get(endpointId))
        .filter(endpoint -> endpoint.getWorkspaceId().equals(workspace));
  }

  @Override
  public synchronized List<Endpoint> endpoints(
      String workspace, @Nullable String afterId, int limit) {
    requireReady();
    return endpoints.values().stream()
        .filter(endpoint -> endpoint.getWorkspaceId().equals(workspace))
        .filter(endpoint -> afterId == null || endpoint.getId().compareTo(afterId) > 0)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Set<String> contracts(String workspace) {
    requireReady();
    Set<String> all = new HashSet<>(contracts.getOrDefault(workspace, Set.of()));
    endpoints.values().stream()
        .filter(endpoint -> endpoint.getWorkspaceId().equals(workspace))
        .forEach(endpoint -> all.add(endpoint.getContract()));
    return all;
  }

  @Override
  public synchronized List<AuditEntry> audit(
      String workspace, @Nullable String afterKey, int limit) {
    requireReady();
    return audit.stream()
        .filter(entry -> entry.getWorkspaceId().equals(workspace))
        .filter(
            entry ->
                afterKey == null
                    || AuditTrail.key(entry.getAt(), entry.getId()).compareTo(afterKey) > 0)
        .limit(limit)
        .toList();
  }

  @Override
  public Optional<AlertSettings> alerts(String workspace) {
    requireReady();
    return alertSettings;
  }

  @Override
  public long backlog(String workspace) {
    return lane.backlog();
  }

  @Override
  public LaneView lane(String workspace, String endpointId) {
    return lane;
  }

  @Override
  public List<LaneView> lanes(String workspace, List<String> endpointIds) {
    return endpointIds.stream().map(id -> lane).toList();
  }

  @Override
  public CompletionStage<ChangeResult> submit(Change change) {
    requireReady();
    beforeChange.run();
    changes.add(change);
    return CompletableFuture.supplyAsync(() -> apply(change));
  }

  private synchronized ChangeResult apply(Change change) {
    Object action = change.getAction();
    ChangeResult refused = refusal;
    if (refused != null) {
      return refused;
    }
    if (action instanceof PutEndpoint put) {
      Endpoint wish = put.getEndpoint();
      Endpoint old = endpoints.get(wish.getId());
      long revision = old == null ? 0 : old.getRevision();
      if (old == null && endpoints.size() >= maxWebhooks) {
        return new ChangeResult.OverQuota("webhooks", maxWebhooks);
      }
      if (put.getExpectedRevision() != null && put.getExpectedRevision() != revision) {
        return revision == 0 ? new ChangeResult.Gone() : new ChangeResult.Moved(revision);
      }
      Endpoint applied = Endpoint.newBuilder(wish).setRevision(revision + 1).build();
      endpoints.put(applied.getId(), applied);
      return new ChangeResult.Applied(applied);
    }
    if (action instanceof DeleteEndpoint delete) {
      return endpoints.remove(delete.getEndpointId()) == null
          ? new ChangeResult.Gone()
          : new ChangeResult.Deleted();
    }
    if (action instanceof Note) {
      return new ChangeResult.Noted();
    }
    if (action instanceof PutAlertSettings put) {
      alertSettings = Optional.of(put.getSettings());
      return new ChangeResult.Noted();
    }
    if (action instanceof EraseWorkspace) {
      endpoints.values().removeIf(e -> e.getWorkspaceId().equals(change.getWorkspaceId()));
      contracts.remove(change.getWorkspaceId());
      log.erased(change.getWorkspaceId(), change.getAt());
      return new ChangeResult.Noted();
    }
    String contract = ((UseContract) action).getContract();
    contracts.computeIfAbsent(change.getWorkspaceId(), none -> new HashSet<>()).add(contract);
    return new ChangeResult.Noted();
  }

  /** What somebody else did meanwhile. */
  synchronized void bump(String id) {
    endpoints.computeIfPresent(
        id, (same, old) -> Endpoint.newBuilder(old).setRevision(old.getRevision() + 1).build());
  }
}
