package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.api.port.ApiKeys;
import dev.hookstream.dispatcher.api.port.ChangeResult;
import dev.hookstream.dispatcher.api.port.Changes;
import dev.hookstream.dispatcher.api.port.Deliveries;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.dispatcher.api.port.Settings;
import dev.hookstream.schemas.ApiKey;
import dev.hookstream.schemas.AuditEntry;
import dev.hookstream.schemas.EraseWorkspace;
import dev.hookstream.topology.settings.AuditTrail;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What was done in a workspace, and its end. */
final class WorkspaceRoutes {
  private static final long LOOK_EVERY_MS = 50;

  /** Ten seconds: the log reads of an erasure before all else. */
  private static final int LOOKS = 200;

  private final Settings settings;
  private final Changes changes;
  private final ApiKeys keys;
  private final Deliveries log;
  private final InstantSource clock;
  private final Executor later;

  WorkspaceRoutes(
      Settings settings,
      Changes changes,
      ApiKeys keys,
      Deliveries log,
      InstantSource clock,
      Executor workers) {
    this.settings = settings;
    this.changes = changes;
    this.keys = keys;
    this.log = log;
    this.clock = clock;
    this.later = CompletableFuture.delayedExecutor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS, workers);
  }

  CompletionStage<Response> audit(Request request) {
    int limit = Paging.limit(request);
    List<AuditEntry> found = settings.audit(request.workspace(), Paging.cursor(request), limit + 1);
    boolean more = found.size() > limit;
    List<AuditEntry> page = more ? found.subList(0, limit) : found;
    @Nullable String next =
        more ? AuditTrail.key(page.get(limit - 1).getAt(), page.get(limit - 1).getId()) : null;
    return CompletableFuture.completedFuture(
        Paging.answer(new Page<>(page, next), WorkspaceRoutes::view));
  }

  private static ObjectNode view(AuditEntry entry) {
    ObjectNode json =
        Json.object()
            .put("id", entry.getId())
            .put("at", Json.time(entry.getAt()))
            .put("by", entry.getBy())
            .put("action", entry.getAction())
            .put("target", entry.getTarget());
    ObjectNode details = json.putObject("details");
    new TreeMap<>(entry.getDetails()).forEach(details::put);
    return json;
  }

  /**
   * First the keys, so that nobody makes anew what is being erased; answered once nothing of it is
   * to be seen any more, in the log neither.
   */
  CompletionStage<Response> erase(Request request) {
    String workspace = request.id();
    long before = log.erasedThrough(workspace);
    CompletionStage<Boolean> revoked = CompletableFuture.completedFuture(true);
    for (ApiKey key : keys.all()) {
      if (key.getWorkspaceId().equals(workspace)) {
        revoked = revoked.thenCompose(one -> keys.revoke(key.getId()));
      }
    }
    return revoked
        .thenCompose(
            done ->
                changes.submit(
                    ChangeRecords.of(
                        workspace, request.caller().name(), new EraseWorkspace(), clock.millis())))
        .thenCompose(
            result -> {
              if (result instanceof ChangeResult.Noted) {
                return hidden(workspace, before, LOOKS);
              }
              throw WebhookRoutes.refusal(result);
            })
        .thenApply(done -> Response.noContent());
  }

  private CompletionStage<Boolean> hidden(String workspace, long before, int looks) {
    return CompletableFuture.supplyAsync(() -> log.erasedThrough(workspace) > before, later)
        .thenCompose(
            gone -> {
              if (gone) {
                return CompletableFuture.completedFuture(true);
              }
              if (looks == 0) {
                throw new NotReadyException(
                    "the workspace is erased, but the log has not read of it yet, and still shows"
                        + " its deliveries; erase it again to be told when it has");
              }
              return hidden(workspace, before, looks - 1);
            });
  }
}
