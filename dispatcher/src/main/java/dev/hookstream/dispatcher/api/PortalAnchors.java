package dev.hookstream.dispatcher.api;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.hookstream.dispatcher.api.port.ApiKeys;
import dev.hookstream.schemas.ApiKey;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What the sessions of the operator's links hang on: a key of the workspace that opens nothing and
 * that nobody holds. Revoking it ends them all, and so does erasing the workspace. For any thread.
 */
final class PortalAnchors {
  /** The name under which it is among the workspace's keys. */
  static final String NAME = "portal links of the operator";

  private final ApiKeys keys;
  private final InstantSource clock;

  PortalAnchors(ApiKeys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** The hash of the workspace's; made where there is none. Two made at once are as good as one. */
  CompletionStage<String> hash(String workspace, String contract) {
    for (ApiKey key : keys.all()) {
      if (key.getWorkspaceId().equals(workspace)
          && key.getContract().equals(contract)
          && key.getScopes().isEmpty()
          && NAME.equals(key.getName())) {
        String known = keys.hashOf(key.getId()).orElse(null);
        if (known != null) {
          return CompletableFuture.completedFuture(known);
        }
      }
    }
    long now = clock.millis();
    String id = "key_" + UlidCreator.getUlid(now).toString().toLowerCase(Locale.ROOT);
    String hash = Keys.hash(Keys.newKey());
    return keys.add(hash, new ApiKey(id, workspace, contract, NAME, List.of(), now))
        .thenApply(done -> hash);
  }
}
