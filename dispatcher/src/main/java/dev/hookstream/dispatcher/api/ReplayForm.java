package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.api.port.Deliveries;
import dev.hookstream.dispatcher.api.port.Replays;
import dev.hookstream.dispatcher.api.port.Settings;
import dev.hookstream.schemas.ReplayJob;
import dev.hookstream.schemas.ReplayWhat;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a caller wants replayed, as a job. */
final class ReplayForm {
  private static final long KEPT_MS = Duration.ofDays(30).toMillis();

  /** The clocks of Kafka's brokers and ours may differ by less than this. */
  private static final long CLOCKS_MS = Duration.ofHours(1).toMillis();

  private final Settings settings;
  private final Replays replays;
  private final Deliveries log;
  private final InstantSource clock;

  ReplayForm(Settings settings, Replays replays, Deliveries log, InstantSource clock) {
    this.settings = settings;
    this.replays = replays;
    this.log = log;
    this.clock = clock;
  }

  /** The body of {@code POST /v1/webhooks/replay}. */
  ReplayJob replay(Request request) {
    JsonNode body = request.json();
    String status = body.path("status").asText("all");
    ReplayJob job = common(request, ReplayWhat.valueOf(status.toUpperCase(Locale.ROOT)));
    if (job.getReason() != null && job.getWhat() != ReplayWhat.FAILED) {
      throw Problem.invalid("/reason", "is for dead letters: with it, status must be failed")
          .asException();
    }
    String eventId = job.getEventId();
    if (body.hasNonNull("since")) {
      return job;
    }
    if (eventId == null) {
      throw Problem.invalid("/since", "is missing: say from when on, or which event_id")
          .asException();
    }
    if (job.getWhat() != ReplayWhat.FAILED) {
      OptionalLong place = replays.offsetOf(request.workspace(), eventId);
      if (place.isEmpty()) {
        throw Problem.notFound(
                "There is no such event among those of the last 24 hours; with since it is looked"
                    + " for further back.")
            .asException();
      }
      job.setEventOffset(place.getAsLong());
    }
    return job;
  }

  /** The body of {@code POST /v1/dead-letters/retry}. */
  ReplayJob putBack(Request request) {
    return common(request, ReplayWhat.PUT_BACK);
  }

  private ReplayJob common(Request request, ReplayWhat what) {
    JsonNode body = request.json();
    long now = clock.millis();
    String endpointId = text(body, "webhook_id");
    if (endpointId != null
        && settings
            .endpoint(request.workspace(), endpointId)
            .filter(endpoint -> request.reaches(endpoint.getContract()))
            .isEmpty()) {
      throw Problem.notFound("There is no such webhook.").asException();
    }
    List<String> types = new ArrayList<>();
    body.path("types").forEach(type -> types.add(type.asText()));
    long since = time(body, "since", now - KEPT_MS);
    long until = time(body, "until", now + CLOCKS_MS);
    if (since >= now + CLOCKS_MS) {
      throw Problem.invalid("/since", "lies in the future: a replay is of what has been accepted")
          .asException();
    }
    since = Math.max(since, firstOf(request));
    if (since >= until) {
      throw Problem.invalid("/until", "is not later than since, or than the workspace")
          .asException();
    }
    return ReplayJob.newBuilder()
        .setWhat(what)
        .setCreatedAt(now)
        .setCreatedBy(request.caller().name())
        .setContract(contract(request))
        .setEndpointId(endpointId)
        .setEventId(text(body, "event_id"))
        .setReason(text(body, "reason"))
        .setTypes(types)
        .setSince(since)
        .setUntil(until)
        .setRatePerSecond(
            body.hasNonNull("rate_per_second") ? body.path("rate_per_second").asDouble() : null)
        .setDryRun(body.path("dry_run").asBoolean(false))
        .build();
  }

  /** The query of {@code GET /v1/dead-letters}. */
  ReplayJob letters(Request request) {
    long now = clock.millis();
    String type = request.query("type");
    Long since = DeliveryRoutes.time(request, "since");
    Long until = DeliveryRoutes.time(request, "until");
    return ReplayJob.newBuilder()
        .setWhat(ReplayWhat.PUT_BACK)
        .setCreatedAt(now)
        .setCreatedBy(request.caller().name())
        .setContract(contract(request))
        .setEndpointId(request.query("webhook_id"))
        .setEventId(request.query("event_id"))
        .setReason(request.query("reason"))
        .setTypes(type == null ? List.of() : List.of(type))
        .setSince(Math.max(since == null ? now - KEPT_MS : since, firstOf(request)))
        .setUntil(until == null ? now + CLOCKS_MS : until)
        .build();
  }

  /** What is older, in ms since 1970, is of a workspace of the same name that was erased. */
  long firstOf(Request request) {
    return log.erasedThrough(request.workspace()) + 1;
  }

  /** What a key's holder asks for stays within its contract. */
  static @Nullable String contract(Request request) {
    return request.caller() instanceof Caller.Holder holder ? holder.key().getContract() : null;
  }

  private static @Nullable String text(JsonNode body, String field) {
    return body.hasNonNull(field) ? body.path(field).asText() : null;
  }

  private static long time(JsonNode body, String field, long unsaid) {
    String text = text(body, field);
    return text == null
        ? unsaid
        : Times.parse(text)
            .orElseThrow(
                () ->
                    Problem.invalid("/" + field, "is not a time such as " + Times.EXAMPLE)
                        .asException())
            .toEpochMilli();
  }
}
