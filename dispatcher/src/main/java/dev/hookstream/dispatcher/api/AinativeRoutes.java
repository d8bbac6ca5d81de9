package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * ainative's own management paths (CONTRACTS, "Two products' own management paths"): the native
 * operations with that product's field names, for keys of that contract.
 */
final class AinativeRoutes {
  private static final String CONTRACT = "ainative";
  private static final String ROOT = "/api/v1/webhooks";
  private static final String PAGE = "250";

  private final WebhookRoutes webhooks;

  private AinativeRoutes(WebhookRoutes webhooks) {
    this.webhooks = webhooks;
  }

  static List<Route> of(WebhookRoutes webhooks) {
    AinativeRoutes its = new AinativeRoutes(webhooks);
    return List.of(
        new Route(
            "POST",
            ROOT + "/register",
            Scope.MANAGE,
            ApiSettings.MAX_BODY_BYTES,
            Dialect.only(CONTRACT, its::register)),
        new Route("GET", ROOT, Scope.READ, 0, Dialect.only(CONTRACT, its::list)),
        new Route("DELETE", ROOT + "/{id}", Scope.MANAGE, 0, Dialect.only(CONTRACT, its::delete)));
  }

  private CompletionStage<Response> register(Request request) {
    return webhooks
        .create(request)
        .thenApply(made -> Response.json(201, view(Json.parse(made.body()))));
  }

  private CompletionStage<Response> list(Request request) {
    ArrayNode all = Json.object().arrayNode();
    return pages(request, null, all)
        .thenApply(
            done -> {
              ObjectNode json = Json.object();
              json.set("webhooks", all);
              return Response.json(200, json.put("count", all.size()));
            });
  }

  /** That product's list has no pages, so it is as many of ours as there are. */
  private CompletionStage<Void> pages(Request request, @Nullable String cursor, ArrayNode to) {
    Map<String, String> query = new HashMap<>(Map.of("limit", PAGE));
    if (cursor != null) {
      query.put("cursor", cursor);
    }
    return webhooks
        .list(request.withQuery(query))
        .thenCompose(
            answer -> {
              JsonNode page = Json.parse(answer.body());
              page.path("data")
                  .forEach(
                      hook ->
                          to.add(
                              view(hook)
                                  .put(
                                      "is_active",
                                      hook.path("status").asText().equals("enabled"))));
              JsonNode next = page.path("next_cursor");
              return next.isTextual()
                  ? pages(request, next.asText(), to)
                  : CompletableFuture.completedFuture(null);
            });
  }

  private CompletionStage<Response> delete(Request request) {
    return webhooks
        .delete(request)
        .thenApply(
            gone ->
                Response.json(
                    200, Json.object().put("webhook_id", request.id()).put("status", "deleted")));
  }

  private static ObjectNode view(JsonNode webhook) {
    ObjectNode json = Json.object();
    json.put("webhook_id", webhook.path("id").asText()).put("url", webhook.path("url").asText());
    ArrayNode events = json.putArray("events");
    StreamSupport.stream(webhook.path("events").spliterator(), false)
        .map(JsonNode::asText)
        .sorted()
        .forEach(events::add);
    return json.put("created_at", webhook.path("created_at").asText());
  }
}
