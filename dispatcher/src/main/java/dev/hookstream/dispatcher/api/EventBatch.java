package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import dev.hookstream.dispatcher.api.Problem.Fault;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.serde.MalformedJsonException;
import dev.hookstream.schemas.serde.RawJson;
import dev.hookstream.schemas.serde.RawValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes many events; each is taken or refused by itself. */
final class EventBatch {
  private static final Logger log = LoggerFactory.getLogger(EventBatch.class);

  private final EventRoutes events;
  private final JsonSchema schema;
  private final int maxEventBytes;

  /**
   * Over the route for one.
   *
   * @param schema of one event
   */
  EventBatch(EventRoutes events, JsonSchema schema, int maxEventBytes) {
    this.events = events;
    this.schema = schema;
    this.maxEventBytes = maxEventBytes;
  }

  CompletionStage<Response> publish(Request request) {
    RawValue list = Objects.requireNonNull(EventRoutes.raw(request.body()).get("events"));
    List<RawValue> elements = elements(list);
    List<CompletableFuture<ObjectNode>> answers = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      answers.add(one(request, request.json().path("events").path(i), elements.get(i)));
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              ObjectNode json = Json.object();
              ArrayNode data = json.putArray("data");
              answers.forEach(answer -> data.add(answer.join()));
              return Response.json(200, json);
            });
  }

  private static List<RawValue> elements(RawValue list) {
    try {
      return RawJson.elements(list.bytes());
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("what was read a moment ago cannot be read", e);
    }
  }

  private CompletableFuture<ObjectNode> one(Request request, JsonNode json, RawValue raw) {
    CompletionStage<Event> published;
    try {
      List<Fault> faults = OpenApiOperation.faults(schema, json);
      if (!faults.isEmpty()) {
        throw Problem.invalid(faults).asException();
      }
      byte[] bytes = raw.bytes();
      if (bytes.length > maxEventBytes) {
        throw Problem.tooLarge(maxEventBytes).asException();
      }
      published = events.publish(request, json, EventRoutes.raw(bytes), null);
    } catch (ProblemException | NotReadyException e) {
      published = CompletableFuture.failedFuture(e);
    }
    return published
        .handle((event, fault) -> fault == null ? accepted(event) : refused(fault))
        .toCompletableFuture();
  }

  private static ObjectNode accepted(Event event) {
    return Json.object().put("status", 202).put("id", event.getId()).putNull("problem");
  }

  private static ObjectNode refused(Throwable fault) {
    Throwable cause =
        fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
    Problem problem;
    if (cause instanceof ProblemException refused) {
      problem = refused.problem();
    } else {
      if (!(cause instanceof NotReadyException)) {
        log.atError().setCause(cause).log("An event of a batch could not be published");
      }
      problem = Problem.unavailable("Kafka did not take the event; publish it again.");
    }
    ObjectNode json = Json.object().put("status", problem.status()).putNull("id");
    json.set("problem", problem.toJson());
    return json;
  }
}
