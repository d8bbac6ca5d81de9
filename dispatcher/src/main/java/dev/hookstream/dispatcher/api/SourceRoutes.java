package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.api.port.Events;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.receive.SignatureCheck;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.contract.Source;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Other products' webhooks, which become events. One that was sent before becomes no second event:
 * its time is within the source's tolerance, and within that its id is known.
 */
final class SourceRoutes {
  /** Above it a number is a time in milliseconds, below in seconds. */
  private static final long MILLIS_FROM = 100_000_000_000L;

  private final Contracts contracts;
  private final EventRoutes events;
  private final Events known;
  private final InstantSource clock;

  private SourceRoutes(Contracts contracts, EventRoutes events, Events known, InstantSource clock) {
    this.contracts = contracts;
    this.events = events;
    this.known = known;
    this.clock = clock;
  }

  static List<Route> of(
      Contracts contracts, EventRoutes events, Events known, InstantSource clock, long maxBody) {
    SourceRoutes its = new SourceRoutes(contracts, events, known, clock);
    return List.of(
        new Route("POST", "/v1/sources/{source}/{hook}", Scope.SIGNED, maxBody, its::receive),
        // Where ainative's own senders (Luma) find it.
        new Route("POST", "/api/v1/webhooks/{source}/{hook}", Scope.SIGNED, maxBody, its::receive),
        new Route("GET", "/api/v1/webhooks/{source}/health", Scope.NONE, 0, its::health));
  }

  private Optional<Source> source(Request request) {
    return contracts.source(request.path().getOrDefault("source", ""));
  }

  private CompletionStage<Response> health(Request request) {
    return CompletableFuture.completedFuture(
        Response.json(
            200, Json.object().put("status", "ok").put("configured", source(request).isPresent())));
  }

  private CompletionStage<Response> receive(Request request) {
    // Who cannot sign is not told which sources there are.
    Source source =
        source(request).orElseThrow(() -> unauthorized("no signature of a source that is known"));
    SignatureCheck check = new SignatureCheck(source);
    check
        .problem(request.headers(), request.body(), clock.millis())
        .ifPresent(
            problem -> {
              throw unauthorized(problem);
            });
    Source.Hook hook =
        source
            .hook(request.path().getOrDefault("hook", ""))
            .orElseThrow(() -> Problem.notFound("The source has no such webhook.").asException());
    Optional<Instant> sentAt = source.sentAt().map(at -> sentAt(source, request.json(), at));
    if (hook.type().isEmpty()) {
      return CompletableFuture.completedFuture(answer(200, null, false));
    }
    String id = id(source, request);
    if (isKnown(source.workspace(), id)) {
      return CompletableFuture.completedFuture(answer(200, id, true));
    }
    return publish(source, hook, hook.type().get(), id, sentAt, request);
  }

  private Instant sentAt(Source source, JsonNode body, JsonPointer at) {
    JsonNode written = body.at(at);
    long number = written.asLong();
    Instant sent =
        written.isIntegralNumber()
            ? Instant.ofEpochMilli(number >= MILLIS_FROM ? number : number * 1000)
            : Times.parse(written.asText())
                .orElseThrow(() -> Problem.invalid(at.toString(), "is no time").asException());
    if (Duration.between(sent, clock.instant()).abs().compareTo(source.tolerance()) > 0) {
      throw unauthorized("the webhook was sent at " + sent + ", which is too far from now");
    }
    return sent;
  }

  /** The same webhook is the same id, whoever sends it how often. */
  private static String id(Source source, Request request) {
    String own =
        source
            .eventId()
            .map(at -> request.json().at(at).asText())
            .or(() -> source.idHeader().map(header -> request.headers().getOrDefault(header, "")))
            .filter(text -> !text.isBlank())
            .orElseGet(() -> HexFormat.of().formatHex(Keys.sha256(request.body())));
    String hook = request.path().getOrDefault("hook", "");
    return EventForm.idOf(source.workspace(), "source:" + source.name() + "/" + hook, own);
  }

  private boolean isKnown(String workspace, String id) {
    try {
      return known.find(workspace, id).isPresent();
    } catch (NotReadyException e) {
      // The topology will know, and drops the second of two.
      return false;
    }
  }

  /** By the route of any other event: its checks, its limits, its answers. */
  private CompletionStage<Response> publish(
      Source source,
      Source.Hook hook,
      String type,
      String id,
      Optional<Instant> sentAt,
      Request request) {
    ObjectNode head = Json.object().put("type", type).put("id", id);
    source.product().ifPresent(product -> head.put("product", product));
    sentAt.ifPresent(at -> head.put("occurred_at", at.toString()));
    byte[] open = Json.write(head);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(open, 0, open.length - 1);
    bytes.writeBytes(",\"data\":".getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(hook.data().isEmpty() ? request.body() : Json.write(data(hook, request)));
    bytes.write('}');
    byte[] body = bytes.toByteArray();
    JsonNode json = Json.parse(body);
    Request its =
        new Request(
            new Caller.Operator(),
            Map.of(),
            Map.of(),
            Map.of("x-workspace-id", source.workspace()),
            body,
            json);
    return events
        .publish(its, json, EventRoutes.raw(body), null)
        .thenApply(event -> answer(202, event.getId(), false));
  }

  private static ObjectNode data(Source.Hook hook, Request request) {
    ObjectNode data = Json.object();
    hook.data()
        .forEach(
            (key, at) -> {
              JsonNode value = request.json().at(at);
              if (!value.isMissingNode()) {
                data.set(key, value);
              }
            });
    return data;
  }

  private static Response answer(int status, @Nullable String id, boolean duplicate) {
    return Response.json(status, Json.object().put("id", id).put("duplicate", duplicate));
  }

  private static ProblemException unauthorized(String detail) {
    return Problem.of(401, "unauthorized", "The webhook cannot be trusted", detail).asException();
  }
}
