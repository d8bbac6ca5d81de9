package dev.hookstream.topology.settings;

import dev.hookstream.schemas.Change;
import dev.hookstream.schemas.DeleteEndpoint;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.EraseWorkspace;
import dev.hookstream.schemas.Note;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.PutAlertSettings;
import dev.hookstream.schemas.PutEndpoint;
import dev.hookstream.schemas.RestoreEndpoint;
import dev.hookstream.schemas.SealedSecret;
import dev.hookstream.schemas.UseContract;
import dev.hookstream.topology.filter.Filter;
import dev.hookstream.topology.filter.Filter.BadFilterException;
import dev.hookstream.topology.lane.LaneCommand;
import dev.hookstream.topology.match.Target;
import dev.hookstream.topology.retry.HealthBook;
import dev.hookstream.topology.retry.JudgeAttempt;
import dev.hookstream.topology.settings.ChangeListener.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Applies a change to the settings, or refuses it: the only writer of what it owns. */
public final class ApplyChange implements Processor<String, Change, String, Object> {
  private static final String BY_OWNER = "disabled by its owner";

  private final ChangeListener listener;
  private final int maxWebhooks;
  private ProcessorContext<String, Object> context;
  private Workspaces workspaces;
  private HealthBook health;
  private AuditTrail audit;

  /**
   * A processor that tells this listener what it decides.
   *
   * @param maxWebhooks how many a workspace may have
   */
  public ApplyChange(ChangeListener listener, int maxWebhooks) {
    this.listener = listener;
    this.maxWebhooks = maxWebhooks;
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    this.context = context;
    workspaces = Workspaces.of(context);
    health = HealthBook.toForget(context);
    audit = new AuditTrail(context);
  }

  @Override
  public void process(Record<String, Change> record) {
    Change change = record.value();
    if (change != null) {
      listener.decided(change.getChangeId(), apply(change));
    }
  }

  @Override
  public void close() {
    audit.close();
    workspaces.forget();
  }

  private Result apply(Change change) {
    Object action = change.getAction();
    if (action instanceof PutEndpoint put) {
      return put(change, put);
    } else if (action instanceof DeleteEndpoint delete) {
      return delete(change, delete);
    } else if (action instanceof UseContract use) {
      workspaces.useContract(change.getWorkspaceId(), use.getContract());
      return new Result.Applied(null);
    } else if (action instanceof Note note) {
      audit.note(change, note.getAction(), note.getTarget(), note.getDetails());
      return new Result.Applied(null);
    } else if (action instanceof PutAlertSettings put) {
      workspaces.putAlerts(change.getWorkspaceId(), put.getSettings());
      audit.note(change, "alerts.changed", null, Map.of());
      return new Result.Applied(null);
    } else if (action instanceof EraseWorkspace) {
      return erase(change);
    } else if (action instanceof RestoreEndpoint restore) {
      return restore(change, restore.getEndpoint());
    }
    return new Result.Refused("this version does not know the change");
  }

  private Result put(Change change, PutEndpoint put) {
    Endpoint wanted = put.getEndpoint();
    Target now = workspaces.target(change.getWorkspaceId(), wanted.getId());
    long revision = now == null ? 0 : now.endpoint().getRevision();
    if (moved(put.getExpectedRevision(), revision)) {
      return new Result.Conflict(revision);
    }
    if (now == null && workspaces.workspace(change.getWorkspaceId()).size() >= maxWebhooks) {
      return new Result.OverQuota("webhooks", maxWebhooks);
    }
    Optional<String> unusable = unusable(change, wanted);
    if (unusable.isPresent()) {
      return new Result.Refused(unusable.get());
    }
    List<SealedSecret> valid = new ArrayList<>(wanted.getSecrets());
    valid.removeIf(old -> old.getExpiresAt() != null && old.getExpiresAt() <= change.getAt());
    wanted.setSecrets(valid);
    wanted.setRevision(revision + 1);
    wanted.setUpdatedAt(change.getAt());
    wanted.setOrderedSince(orderedSince(now, wanted, change.getAt()));
    boolean wasDisabled = now != null && !now.enabled();
    boolean enabled = wanted.getStatus() == EndpointStatus.ENABLED;
    if (enabled) {
      wanted.setDisabledReason(null);
      wanted.setDisabledAt(null);
    } else if (!wasDisabled) {
      wanted.setDisabledReason(Objects.requireNonNullElse(wanted.getDisabledReason(), BY_OWNER));
      wanted.setDisabledAt(change.getAt());
    }
    workspaces.put(wanted);
    audit.put(change, now == null ? null : now.endpoint(), wanted);
    if (enabled && wasDisabled) {
      health.reopened(change.getWorkspaceId(), wanted.getId());
      tellLane(
          change.getWorkspaceId(),
          new LaneCommand.Opened(change.getWorkspaceId(), wanted.getId(), put.getDiscardHeld()));
    } else if (enabled && now != null) {
      tellLane(
          change.getWorkspaceId(),
          new LaneCommand.Changed(change.getWorkspaceId(), wanted.getId()));
    }
    return new Result.Applied(wanted);
  }

  /** As it was elsewhere; no lane waits for it, and its owner changed nothing. */
  private Result restore(Change change, Endpoint wanted) {
    Target now = workspaces.target(change.getWorkspaceId(), wanted.getId());
    if (now != null) {
      return new Result.Conflict(now.endpoint().getRevision());
    }
    Optional<String> unusable = unusable(change, wanted);
    if (unusable.isPresent()) {
      return new Result.Refused(unusable.get());
    }
    workspaces.put(wanted);
    audit.note(change, "webhook.restored", wanted.getId(), Map.of());
    return new Result.Applied(wanted);
  }

  /** Why these settings would stop the workspace's task; empty where they would not. */
  private Optional<String> unusable(Change change, Endpoint wanted) {
    if (!wanted.getWorkspaceId().equals(change.getWorkspaceId())
        || workspaces.contract(wanted.getContract()).isEmpty()) {
      return Optional.of(
          "the endpoint names another workspace, or a contract that is not installed");
    }
    if (wanted.getFilter() != null) {
      try {
        var unused = Filter.parse(wanted.getFilter());
      } catch (BadFilterException e) {
        return Optional.of("the endpoint's filter cannot be read: " + e.faults());
      }
    }
    return Optional.empty();
  }

  private static @Nullable Long orderedSince(@Nullable Target now, Endpoint wanted, long at) {
    if (now == null || wanted.getOrdering() == Ordering.PARALLEL) {
      return null;
    }
    return now.endpoint().getOrdering() == Ordering.PARALLEL
        ? Long.valueOf(at)
        : now.endpoint().getOrderedSince();
  }

  private Result delete(Change change, DeleteEndpoint delete) {
    String workspaceId = change.getWorkspaceId();
    Target now = workspaces.target(workspaceId, delete.getEndpointId());
    long revision = now == null ? 0 : now.endpoint().getRevision();
    if (now == null || moved(delete.getExpectedRevision(), revision)) {
      return new Result.Conflict(revision);
    }
    remove(workspaceId, delete.getEndpointId());
    audit.note(change, AuditTrail.DELETED, delete.getEndpointId(), Map.of());
    return new Result.Applied(null);
  }

  private void remove(String workspaceId, String endpointId) {
    workspaces.remove(workspaceId, endpointId);
    health.forget(workspaceId, endpointId);
    tellLane(workspaceId, new LaneCommand.Removed(workspaceId, endpointId));
  }

  /** All but one line in the audit goes, which says that it went. */
  private Result erase(Change change) {
    String workspaceId = change.getWorkspaceId();
    List<String> endpoints = workspaces.workspace(workspaceId).endpointIds();
    endpoints.forEach(endpoint -> remove(workspaceId, endpoint));
    workspaces.erase(workspaceId);
    audit.erase(change, Map.of("webhooks", Integer.toString(endpoints.size())));
    return new Result.Applied(null);
  }

  private static boolean moved(@Nullable Long expected, long revision) {
    return expected != null && expected != revision;
  }

  private void tellLane(String workspaceId, LaneCommand command) {
    context.forward(
        new Record<>(workspaceId, command, context.currentSystemTimeMs()), JudgeAttempt.LANE);
  }
}
