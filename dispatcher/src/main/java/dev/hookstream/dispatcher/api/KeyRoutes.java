package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.hookstream.dispatcher.api.port.ApiKeys;
import dev.hookstream.dispatcher.api.port.ChangeResult;
import dev.hookstream.dispatcher.api.port.Changes;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.schemas.ApiKey;
import dev.hookstream.schemas.Note;
import dev.hookstream.schemas.UseContract;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.settings.AuditTrail;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Minting, listing and revoking keys: the operator's. */
final class KeyRoutes {
  private final ApiKeys keys;
  private final Changes changes;
  private final Contracts contracts;
  private final InstantSource clock;

  KeyRoutes(ApiKeys keys, Changes changes, Contracts contracts, InstantSource clock) {
    this.keys = keys;
    this.changes = changes;
    this.contracts = contracts;
    this.clock = clock;
  }

  CompletionStage<Response> create(Request request) {
    JsonNode body = request.json();
    long now = clock.millis();
    String contract = body.path("contract").asText();
    WebhookRoutes.contract(contracts, contract, "/contract");
    List<String> scopes = new ArrayList<>();
    body.path("scopes").forEach(scope -> scopes.add(scope.asText()));
    ApiKey key =
        new ApiKey(
            "key_" + UlidCreator.getUlid(now).toString().toLowerCase(Locale.ROOT),
            body.path("workspace_id").asText(),
            contract,
            body.hasNonNull("name") ? body.path("name").asText() : null,
            scopes.isEmpty() ? List.of("read", "manage", "publish") : scopes,
            now);
    String clear = Keys.newKey();
    Note note =
        new Note(
            "api_key.created", key.getId(), Map.of("scopes", String.join(",", key.getScopes())));
    // First the contract, then the key: a key that works is a key whose events are matched.
    return submit(request, key.getWorkspaceId(), new UseContract(contract))
        .thenCompose(noted -> submit(request, key.getWorkspaceId(), note))
        .thenCompose(noted -> keys.add(Keys.hash(clear), key))
        .thenApply(added -> Response.json(201, view(key).put("key", clear)));
  }

  CompletionStage<Response> list(Request request) {
    String workspace = request.query("workspace_id");
    String after = Paging.cursor(request);
    int limit = Paging.limit(request);
    List<ApiKey> found =
        keys.all().stream()
            .filter(key -> workspace == null || key.getWorkspaceId().equals(workspace))
            .filter(key -> after == null || key.getId().compareTo(after) > 0)
            .limit(limit + 1L)
            .toList();
    boolean more = found.size() > limit;
    List<ApiKey> page = more ? found.subList(0, limit) : found;
    @Nullable String next = more ? page.get(limit - 1).getId() : null;
    return CompletableFuture.completedFuture(
        Paging.answer(new Page<>(page, next), KeyRoutes::view));
  }

  CompletionStage<Response> revoke(Request request) {
    ApiKey key =
        keys.all().stream()
            .filter(one -> one.getId().equals(request.id()))
            .findFirst()
            .orElseThrow(() -> Problem.notFound("There is no such key.").asException());
    // Revoked before it is on record: that must not wait for anything.
    return keys.revoke(key.getId())
        .thenCompose(
            found ->
                submit(
                    request,
                    key.getWorkspaceId(),
                    new Note(AuditTrail.KEY_REVOKED, key.getId(), Map.of())))
        .thenApply(noted -> Response.noContent());
  }

  private CompletionStage<ChangeResult> submit(Request request, String workspace, Object action) {
    return changes
        .submit(ChangeRecords.of(workspace, request.caller().name(), action, clock.millis()))
        .thenApply(
            result -> {
              if (!(result instanceof ChangeResult.Noted)) {
                throw WebhookRoutes.refusal(result);
              }
              return result;
            });
  }

  private static ObjectNode view(ApiKey key) {
    ObjectNode json =
        Json.object()
            .put("id", key.getId())
            .put("workspace_id", key.getWorkspaceId())
            .put("contract", key.getContract())
            .put("name", key.getName());
    key.getScopes().forEach(json.putArray("scopes")::add);
    return json.put("created_at", Json.time(key.getCreatedAt()));
  }
}
