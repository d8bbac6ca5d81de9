package dev.hookstream.dispatcher.api.port;

import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.AuditEntry;
import dev.hookstream.schemas.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of every workspace as the owning tasks have applied them. Called on the API's
 * workers, may block for a moment; any method may throw {@link NotReadyException}.
 */
public interface Settings {
  /** An endpoint of the workspace; empty where the workspace has none of that id. */
  Optional<Endpoint> endpoint(String workspace, String endpointId);

  /**
   * The workspace's endpoints by ascending id.
   *
   * @param afterId only ids greater than this; null from the first on
   * @param limit at most this many, at least 1
   */
  List<Endpoint> endpoints(String workspace, @Nullable String afterId, int limit);

  /** The contracts that the workspace has keys or endpoints for; empty for one nobody knows. */
  Set<String> contracts(String workspace);

  /**
   * What was done to the workspace in the last 90 days, newest first.
   *
   * @param afterKey only what is older than the entry of this {@link
   *     dev.hookstream.topology.settings.AuditTrail#key}; null from the newest on
   * @param limit at most this many, at least 1
   */
  List<AuditEntry> audit(String workspace, @Nullable String afterKey, int limit);

  /** Who gets mail about what; empty where nobody has said. */
  Optional<AlertSettings> alerts(String workspace);

  /** How many deliveries wait for the workspace's endpoints. */
  long backlog(String workspace);

  /** How an endpoint's lane stands; {@link LaneView#IDLE} where it has none yet. */
  LaneView lane(String workspace, String endpointId);

  /** How the lanes of several endpoints stand, in the same order. */
  List<LaneView> lanes(String workspace, List<String> endpointIds);
}
