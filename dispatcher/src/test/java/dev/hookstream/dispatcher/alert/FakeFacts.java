package dev.hookstream.dispatcher.alert;

import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.Endpoint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a test says of workspaces and endpoints. */
final class FakeFacts implements Facts {
  final Map<String, Endpoint> endpoints = new HashMap<>();
  final Set<String> notReady = new HashSet<>();
  AlertSettings settings = new AlertSettings(List.of("ann@example.test"), null, null);

  @Override
  public @Nullable AlertSettings settings(String workspaceId) {
    if (notReady.contains(workspaceId)) {
      throw new NotReadyException("moving");
    }
    return settings;
  }

  @Override
  public @Nullable Endpoint endpoint(String workspaceId, String endpointId) {
    return endpoints.get(endpointId);
  }

  @Override
  public OptionalLong waiting(String workspaceId, String endpointId) {
    return OptionalLong.of(1234);
  }
}
