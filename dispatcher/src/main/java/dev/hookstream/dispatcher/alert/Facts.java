package dev.hookstream.dispatcher.alert;

import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.Endpoint;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a mail takes from the settings and the lanes. Any method may throw NotReadyException. */
public interface Facts {
  /** A workspace's settings of alerts; null where it has none. */
  @Nullable AlertSettings settings(String workspaceId);

  /** An endpoint; null where there is none (any more). */
  @Nullable Endpoint endpoint(String workspaceId, String endpointId);

  /** How many deliveries wait for an endpoint now; empty where nobody can say. */
  OptionalLong waiting(String workspaceId, String endpointId);
}
