package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.port.ChangeResult;
import dev.hookstream.dispatcher.api.port.Changes;
import dev.hookstream.dispatcher.api.port.LaneView;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.Settings;
import dev.hookstream.dispatcher.peer.Owners;
import dev.hookstream.dispatcher.peer.Peers;
import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.AuditEntry;
import dev.hookstream.schemas.Change;
import dev.hookstream.schemas.Endpoint;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The settings of every workspace, whichever instance has its task. */
final class SharedSettings implements Settings, Changes {
  private final Peers peers;
  private final Owners owners;

  SharedSettings(Peers peers, Owners owners) {
    this.peers = peers;
    this.owners = owners;
  }

  @Override
  public Optional<Endpoint> endpoint(String workspace, String endpointId) {
    return Optional.ofNullable(
        peers.now(owners, Questions.ENDPOINT, workspace, new Questions.Named(endpointId)));
  }

  @Override
  public List<Endpoint> endpoints(String workspace, @Nullable String afterId, int limit) {
    return peers.now(owners, Questions.ENDPOINTS, workspace, new Questions.Listed(afterId, limit));
  }

  @Override
  public Set<String> contracts(String workspace) {
    return new LinkedHashSet<>(
        peers.now(owners, Questions.CONTRACTS, workspace, new Questions.Nothing()));
  }

  @Override
  public List<AuditEntry> audit(String workspace, @Nullable String afterKey, int limit) {
    return peers.now(owners, Questions.AUDIT, workspace, new Questions.Listed(afterKey, limit));
  }

  @Override
  public Optional<AlertSettings> alerts(String workspace) {
    return Optional.ofNullable(
        peers.now(owners, Questions.ALERTS, workspace, new Questions.Nothing()));
  }

  @Override
  public long backlog(String workspace) {
    return peers.now(owners, Questions.BACKLOG, workspace, new Questions.Nothing());
  }

  @Override
  public LaneView lane(String workspace, String endpointId) {
    return lanes(workspace, List.of(endpointId)).get(0);
  }

  @Override
  public List<LaneView> lanes(String workspace, List<String> endpointIds) {
    return endpointIds.isEmpty()
        ? List.of()
        : peers.now(owners, Questions.LANES, workspace, new Questions.Several(endpointIds));
  }

  /** The task that decides tells only its own instance: so that one sends the change. */
  @Override
  public CompletionStage<ChangeResult> submit(Change change) {
    return peers
        .ask(owners, Questions.CHANGE, change.getWorkspaceId(), new Questions.Changed(change))
        .thenApply(SharedSettings::result);
  }

  private static ChangeResult result(Questions.ChangeAnswer answer) {
    Endpoint endpoint = answer.endpoint();
    String reason = answer.reason();
    if (answer.result().equals("applied") && endpoint != null) {
      return new ChangeResult.Applied(endpoint);
    } else if (answer.result().equals("refused") && reason != null) {
      return new ChangeResult.Refused(reason);
    } else if (answer.result().equals("moved")) {
      return new ChangeResult.Moved(answer.revision());
    } else if (answer.result().equals("gone")) {
      return new ChangeResult.Gone();
    } else if (answer.result().equals("over-quota") && reason != null) {
      return new ChangeResult.OverQuota(reason, answer.revision());
    } else if (answer.result().equals("deleted")) {
      return new ChangeResult.Deleted();
    } else if (answer.result().equals("noted")) {
      return new ChangeResult.Noted();
    }
    throw new NotReadyException(
        "another instance answered a change in words of another version; look at the webhook");
  }
}
