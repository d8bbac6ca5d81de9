package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.hookstream.dispatcher.api.port.EventView;
import dev.hookstream.dispatcher.api.port.Events;
import dev.hookstream.dispatcher.api.port.Publisher;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Trace;
import dev.hookstream.schemas.serde.MalformedJsonException;
import dev.hookstream.schemas.serde.RawJson;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.contract.EventType;
import dev.hookstream.topology.contract.OperationalCatalogue;
import dev.hookstream.topology.contract.OperationalTypes;
import dev.hookstream.topology.trace.TraceHeaders;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/** Publishing events, looking at one, and the catalogue; many at once is {@link EventBatch}. */
final class EventRoutes {
  private final EventForm form;
  private final Publisher publisher;
  private final Events events;
  private final EventDeliveries deliveries;
  private final EventQuota quota;
  private final SameEvent same;
  private final Contracts contracts;
  private final int maxEventBytes;

  EventRoutes(
      EventForm form,
      Publisher publisher,
      Events events,
      EventDeliveries deliveries,
      EventQuota quota,
      Contracts contracts,
      int maxEventBytes) {
    this.form = form;
    this.publisher = publisher;
    this.events = events;
    this.deliveries = deliveries;
    this.quota = quota;
    this.same = new SameEvent(events);
    this.contracts = contracts;
    this.maxEventBytes = maxEventBytes;
  }

  CompletionStage<Response> publish(Request request) {
    return publish(
            request, request.json(), raw(request.body()), request.headers().get("idempotency-key"))
        .thenApply(event -> Response.json(202, Json.object().put("id", event.getId())));
  }

  /** Completes with the event once Kafka has it, exceptionally with what its caller is told. */
  CompletionStage<Event> publish(
      Request request, JsonNode json, RawJson raw, @Nullable String key) {
    Event event = form.event(request, json, raw, key);
    quota.take(event.getWorkspaceId());
    if (key != null || json.has("id")) {
      same.check(event);
    }
    return publisher
        .publish(event, trace(request))
        .handle(
            (done, fault) -> {
              if (fault == null) {
                return event;
              }
              Throwable cause =
                  fault instanceof CompletionException && fault.getCause() != null
                      ? fault.getCause()
                      : fault;
              if (cause instanceof RecordTooLargeException) {
                throw Problem.tooLarge(maxEventBytes).asException();
              }
              throw new CompletionException(cause);
            });
  }

  /** As a caller's own header says; what is no trace context is not looked at. */
  private static @Nullable Trace trace(Request request) {
    return TraceHeaders.of(
        request.headers().get(TraceHeaders.TRACEPARENT),
        request.headers().get(TraceHeaders.TRACESTATE));
  }

  static RawJson raw(byte[] body) {
    try {
      return RawJson.parse(body);
    } catch (MalformedJsonException e) {
      throw Problem.badRequest("The body " + e.getMessage() + " (at " + e.pointer() + ").")
          .at(e.pointer(), String.valueOf(e.getMessage()))
          .asException();
    }
  }

  CompletionStage<Response> get(Request request) {
    EventView found =
        events
            .find(request.workspace(), request.id())
            .filter(view -> visible(request, view.event()))
            .orElseThrow(
                () ->
                    Problem.notFound(
                            "There is no such event among those of the last 24 hours, nor a delivery of it in the log.")
                        .asException());
    Event event = found.event();
    ObjectNode json =
        Json.object()
            .put("id", event.getId())
            .put("type", event.getType())
            .put("workspace_id", event.getWorkspaceId())
            .put("product", event.getProduct())
            .put("occurred_at", event.getOccurredAt().toString());
    if ("text".equals(request.query("data"))) {
      json.put("data", event.getData());
    } else {
      json.putRawValue("data", new RawValue(event.getData()));
    }
    EventDeliveries.Part part =
        deliveries.part(request, found, Paging.cursor(request), Paging.limit(request));
    part.deliveries().forEach(json.putArray("deliveries")::add);
    part.notDelivered().forEach(json.putArray("not_delivered")::add);
    json.put("next_cursor", Paging.encoded(part.next()));
    return CompletableFuture.completedFuture(Response.json(200, json));
  }

  private static boolean visible(Request request, Event event) {
    return event.getProduct() == null
        || OperationalTypes.isOurs(event)
        || request.reaches(event.getProduct());
  }

  CompletionStage<Response> types(Request request) {
    ObjectNode json = Json.object();
    ArrayNode data = json.putArray("data");
    Contract contract = contractOf(request);
    for (EventType type : contract.catalogue().types()) {
      data.add(view(type).put("named_only", !contract.subscription().wildcardReaches(type.type())));
    }
    ArrayNode operational = json.putArray("operational");
    for (EventType type : OperationalCatalogue.types()) {
      operational.add(view(type).put("named_only", true));
    }
    json.putNull("next_cursor");
    return CompletableFuture.completedFuture(Response.json(200, json));
  }

  /** The key's contract; the operator may name one. */
  Contract contractOf(Request request) {
    String named = request.query("contract");
    if (request.caller() instanceof Caller.Holder holder) {
      String own = holder.key().getContract();
      if (named != null && !named.equals(own)) {
        throw Problem.notFound("There is no such contract for this key.").asException();
      }
      named = own;
    }
    return contracts
        .find(named == null ? Contracts.DEFAULT : named)
        .orElseThrow(() -> Problem.notFound("There is no such contract.").asException());
  }

  private static ObjectNode view(EventType type) {
    ObjectNode json =
        Json.object()
            .put("type", type.type())
            .put("group", type.group())
            .put("description", type.description());
    json.set("schema", type.schema());
    json.set("example", type.example());
    return json;
  }
}
