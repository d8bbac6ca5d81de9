package dev.hookstream.topology.settings;

import dev.hookstream.schemas.Change;
import dev.hookstream.schemas.DeleteEndpoint;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.PutEndpoint;
import dev.hookstream.schemas.UseContract;
import dev.hookstream.topology.filter.Filter;
import dev.hookstream.topology.filter.Filter.BadFilterException;
import dev.hookstream.topology.lane.LaneCommand;
import dev.hookstream.topology.match.Target;
import dev.hookstream.topology.retry.HealthBook;
import dev.hookstream.topology.settings.ChangeListener.Result;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Applies a change to the settings, or refuses it: the only writer of what it owns. */
public final class ApplyChange implements Processor<String, Change, String, LaneCommand> {
  private static final String BY_OWNER = "disabled by its owner";

  private final ChangeListener listener;
  private ProcessorContext<String, LaneCommand> context;
  private Workspaces workspaces;
  private HealthBook health;

  /** A processor that tells this listener what it decides. */
  public ApplyChange(ChangeListener listener) {
    this.listener = listener;
  }

  @Override
  public void init(ProcessorContext<String, LaneCommand> context) {
    this.context = context;
    workspaces = Workspaces.of(context);
    health = HealthBook.toForget(context);
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
    workspaces.forget();
  }

  private Result apply(Change change) {
    Object action = change.getAction();
    if (action instanceof PutEndpoint put) {
      return put(change, put);
    } else if (action instanceof DeleteEndpoint delete) {
      return delete(change.getWorkspaceId(), delete);
    } else if (action instanceof UseContract use) {
      workspaces.useContract(change.getWorkspaceId(), use.getContract());
      return new Result.Applied(null);
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
    if (!wanted.getWorkspaceId().equals(change.getWorkspaceId())
        || workspaces.contract(wanted.getContract()).isEmpty()) {
      return new Result.Refused(
          "the endpoint names another workspace, or a contract that is not installed");
    }
    if (wanted.getFilter() != null) {
      try {
        var unused = Filter.parse(wanted.getFilter());
      } catch (BadFilterException e) {
        return new Result.Refused("the endpoint's filter cannot be read: " + e.faults());
      }
    }
    wanted.setRevision(revision + 1);
    wanted.setUpdatedAt(change.getAt());
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
    if (enabled && wasDisabled) {
      health.forget(change.getWorkspaceId(), wanted.getId());
      tellLane(
          change.getWorkspaceId(),
          new LaneCommand.Opened(change.getWorkspaceId(), wanted.getId(), put.getDiscardHeld()));
    }
    return new Result.Applied(wanted);
  }

  private Result delete(String workspaceId, DeleteEndpoint delete) {
    Target now = workspaces.target(workspaceId, delete.getEndpointId());
    long revision = now == null ? 0 : now.endpoint().getRevision();
    if (now == null || moved(delete.getExpectedRevision(), revision)) {
      return new Result.Conflict(revision);
    }
    workspaces.remove(workspaceId, delete.getEndpointId());
    health.forget(workspaceId, delete.getEndpointId());
    tellLane(workspaceId, new LaneCommand.Removed(workspaceId, delete.getEndpointId()));
    return new Result.Applied(null);
  }

  private static boolean moved(@Nullable Long expected, long revision) {
    return expected != null && expected != revision;
  }

  private void tellLane(String workspaceId, LaneCommand command) {
    context.forward(new Record<>(workspaceId, command, context.currentSystemTimeMs()));
  }
}
