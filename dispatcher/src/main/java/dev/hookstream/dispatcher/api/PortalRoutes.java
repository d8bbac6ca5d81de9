package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.hookstream.dispatcher.api.PortalTokens.Grant;
import dev.hookstream.dispatcher.api.PortalTokens.Session;
import dev.hookstream.dispatcher.api.port.ChangeResult;
import dev.hookstream.dispatcher.api.port.Changes;
import dev.hookstream.schemas.ApiKey;
import dev.hookstream.schemas.Note;
import dev.hookstream.topology.contract.Contracts;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Links that a product's back end makes for its customer, and who somebody is. */
final class PortalRoutes {
  private static final int LINK_SECONDS = 300;
  private static final int SESSION_SECONDS = 3_600;

  private final PortalTokens tokens;
  private final PortalAnchors anchors;
  private final Changes changes;
  private final Contracts contracts;
  private final InstantSource clock;

  PortalRoutes(
      PortalTokens tokens,
      PortalAnchors anchors,
      Changes changes,
      Contracts contracts,
      InstantSource clock) {
    this.tokens = tokens;
    this.anchors = anchors;
    this.changes = changes;
    this.contracts = contracts;
    this.clock = clock;
  }

  CompletionStage<Response> create(Request request) {
    String scope = request.json().path("scope").asText("read");
    List<String> scopes = scope.equals("manage") ? List.of("read", "manage") : List.of("read");
    String contract = contract(request);
    return minter(request, scopes, contract)
        .thenCompose(hash -> create(request, contract, scopes, hash));
  }

  private CompletionStage<Response> create(
      Request request, String contract, List<String> scopes, String hash) {
    long now = clock.millis();
    JsonNode body = request.json();
    String workspace = request.workspace();
    long ends = now + 1000L * body.path("expires_in_seconds").asInt(LINK_SECONDS);
    long session = 1000L * body.path("session_seconds").asInt(SESSION_SECONDS);
    ApiKey key =
        new ApiKey(
            "prt_" + UlidCreator.getUlid(now).toString().toLowerCase(Locale.ROOT),
            workspace,
            contract,
            body.hasNonNull("name") ? body.path("name").asText() : null,
            scopes,
            now);
    String token = tokens.link(new Grant(key, hash, ends, session));
    List<String> origins = new ArrayList<>();
    body.path("allowed_origins").forEach(origin -> origins.add(origin.asText()));
    // A frame may be loaded again for as long as a session that was begun at the last moment lasts.
    String frame = origins.isEmpty() ? "" : "?frame=" + tokens.frame(origins, ends + session);
    Note note =
        new Note(
            "portal_link.created", key.getId(), Map.of("scope", scopes.get(scopes.size() - 1)));
    ObjectNode json =
        Json.object()
            .put("id", key.getId())
            .put("path", "/dashboard" + frame + "#portal=" + token)
            .put("token", token)
            .put("expires_at", Json.time(ends));
    return changes
        .submit(ChangeRecords.of(workspace, request.caller().name(), note, now))
        .thenApply(
            result -> {
              if (result instanceof ChangeResult.Noted) {
                return Response.json(201, json);
              }
              throw WebhookRoutes.refusal(result);
            });
  }

  /** The hash of the key that asks: it gives nothing that it has not. */
  private CompletionStage<String> minter(Request request, List<String> scopes, String contract) {
    if (!(request.caller() instanceof Caller.Holder holder)) {
      return anchors.hash(request.workspace(), contract);
    }
    if (holder.until() != null) {
      throw Problem.forbidden("A portal session makes no links of its own.").asException();
    }
    if (!holder.key().getScopes().containsAll(scopes)) {
      throw Problem.forbidden(
              "The key has not all of the scopes " + String.join(", ", scopes) + ".")
          .asException();
    }
    return CompletableFuture.completedFuture(holder.hash());
  }

  private String contract(Request request) {
    String named = request.json().path("contract").asText();
    if (request.caller() instanceof Caller.Holder holder) {
      String own = holder.key().getContract();
      if (!named.isEmpty() && !named.equals(own)) {
        throw Problem.invalid("/contract", "is not the key's, which is " + own).asException();
      }
      return own;
    }
    return WebhookRoutes.contract(
            contracts, named.isEmpty() ? Contracts.DEFAULT : named, "/contract")
        .name();
  }

  /** A link's token, in the header, for a session's. */
  CompletionStage<Response> exchange(Request request) {
    String header = request.headers().getOrDefault("authorization", "");
    boolean bearer = header.regionMatches(true, 0, "Bearer ", 0, 7);
    Session session =
        tokens
            .exchange(bearer ? header.substring(7).trim() : "")
            .orElseThrow(
                () ->
                    Problem.of(
                            401,
                            "unauthorized",
                            "The link has ended",
                            "A link is good for minutes: ask where you got it for a new one.")
                        .asException());
    ObjectNode json = view(session.holder()).put("token", session.token());
    return CompletableFuture.completedFuture(Response.json(201, json));
  }

  /** Who asks. */
  CompletionStage<Response> me(Request request) {
    request.requireOwnWorkspace();
    ObjectNode json =
        request.caller() instanceof Caller.Holder holder
            ? view(holder)
            : view("operator", null, new ApiKey("operator", "", "", null, List.of(), 0L));
    return CompletableFuture.completedFuture(Response.json(200, json));
  }

  private static ObjectNode view(Caller.Holder holder) {
    return view(holder.until() == null ? "key" : "portal", holder.until(), holder.key());
  }

  private static ObjectNode view(String kind, @Nullable Long until, ApiKey key) {
    boolean operator = kind.equals("operator");
    ObjectNode json =
        Json.object()
            .put("kind", kind)
            .put("id", key.getId())
            .put("name", key.getName())
            .put("workspace_id", operator ? null : key.getWorkspaceId())
            .put("contract", operator ? null : key.getContract())
            .put("expires_at", Json.time(until));
    (operator ? List.of("read", "manage", "publish") : key.getScopes())
        .forEach(json.putArray("scopes")::add);
    return json;
  }
}
