package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.api.port.ApiKeys;
import dev.hookstream.dispatcher.api.port.Operations;
import dev.hookstream.dispatcher.api.port.Operations.Busy;
import dev.hookstream.dispatcher.api.port.Operations.Lag;
import dev.hookstream.dispatcher.api.port.Operations.Order;
import dev.hookstream.dispatcher.api.port.Operations.PutBack;
import dev.hookstream.dispatcher.api.port.Operations.Rejected;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.schemas.ApiKey;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What only the operator sees: all workspaces, and how the installation is. */
final class OperationRoutes {
  private final Operations operations;
  private final ApiKeys keys;

  OperationRoutes(Operations operations, ApiKeys keys) {
    this.operations = operations;
    this.keys = keys;
  }

  /** Those that have a key. */
  CompletionStage<Response> workspaces(Request request) {
    int limit = Paging.limit(request);
    String after = Paging.cursor(request);
    SortedMap<String, SortedSet<String>> contracts = new TreeMap<>();
    SortedMap<String, Integer> counts = new TreeMap<>();
    for (ApiKey key : keys.all()) {
      if (after == null || key.getWorkspaceId().compareTo(after) > 0) {
        contracts
            .computeIfAbsent(key.getWorkspaceId(), id -> new TreeSet<>())
            .add(key.getContract());
        counts.merge(key.getWorkspaceId(), 1, Integer::sum);
      }
    }
    List<String> found = contracts.keySet().stream().limit(limit + 1L).toList();
    boolean more = found.size() > limit;
    List<String> page = more ? found.subList(0, limit) : found;
    @Nullable String next = more ? page.get(limit - 1) : null;
    return done(
        Paging.answer(
            new Page<>(page, next),
            id -> {
              ObjectNode json = Json.object().put("id", id).put("keys", counts.get(id));
              contracts.getOrDefault(id, new TreeSet<>()).forEach(json.putArray("contracts")::add);
              return json;
            }));
  }

  CompletionStage<Response> lag(Request request) {
    ObjectNode json = Json.object();
    ArrayNode data = json.putArray("data");
    for (Lag lag : operations.lags()) {
      Long delay = lag.delayMillis();
      data.addObject()
          .put("group", lag.group())
          .put("topic", lag.topic())
          .put("partitions", lag.partitions())
          .put("waiting", lag.waiting())
          .put("delay_seconds", delay == null ? null : delay / 1_000);
    }
    json.putNull("next_cursor");
    return done(Response.json(200, json));
  }

  CompletionStage<Response> endpoints(Request request) {
    String by = request.query("by");
    Order order = Order.valueOf((by == null ? "largest" : by).toUpperCase(Locale.ROOT));
    ObjectNode json = Json.object();
    ArrayNode data = json.putArray("data");
    operations.endpoints(order, Paging.limit(request)).forEach(busy -> data.add(view(busy)));
    json.putNull("next_cursor");
    return done(Response.json(200, json));
  }

  CompletionStage<Response> rejected(Request request) {
    try {
      return done(
          Paging.answer(
              operations.rejected(Paging.cursor(request), Paging.limit(request)),
              OperationRoutes::view));
    } catch (IllegalArgumentException e) {
      throw Paging.badCursor();
    }
  }

  CompletionStage<Response> putBack(Request request) {
    try {
      PutBack now =
          operations
              .putBack(request.id())
              .orElseThrow(
                  () ->
                      Problem.notFound("There is no such rejected event (any more).")
                          .asException());
      return done(
          Response.json(
              202,
              Json.object()
                  .put("id", request.id())
                  .put("topic", now.topic())
                  .put("partition", Integer.toString(now.partition()))
                  .put("offset", Long.toString(now.offset()))));
    } catch (IllegalStateException e) {
      throw Problem.of(
              409,
              "cannot-be-put-back",
              "The event cannot be put back",
              String.valueOf(e.getMessage()))
          .asException();
    }
  }

  private static ObjectNode view(Busy busy) {
    Long p99 = busy.p99Micros();
    return Json.object()
        .put("workspace_id", busy.workspace())
        .put("webhook_id", busy.endpointId())
        .put("backlog", busy.lane().backlog())
        .put("oldest_waiting_at", Json.time(busy.lane().oldestWaitingAt()))
        .put("window", busy.lane().window())
        .put("in_flight", busy.lane().out())
        .put("circuit", busy.lane().down() ? "open" : "closed")
        .put("p99_response_time_ms", p99 == null ? null : p99 / 1_000.0);
  }

  private static ObjectNode view(Rejected one) {
    return Json.object()
        .put("id", one.id())
        .put("at", Json.time(one.at()))
        .put("reason", one.reason())
        .put("message", one.message())
        .put("pointer", one.pointer())
        .put("key", one.key())
        .put("topic", one.topic())
        .put("partition", one.partition())
        .put("offset", one.offset())
        .put("bytes", one.bytes())
        .put("head", one.head());
  }

  private static CompletionStage<Response> done(Response response) {
    return CompletableFuture.completedFuture(response);
  }
}
