package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.hookstream.dispatcher.api.port.DeliveryView;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Header;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.Timings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deliveries and attempts as their owner sees them. */
final class DeliveryJson {
  private DeliveryJson() {}

  static ObjectNode summary(LogRow row) {
    return Json.object()
        .put("id", row.getRef().getDeliveryId())
        .put("event_id", row.getRef().getEventId())
        .put("type", row.getRef().getEventType())
        .put("webhook_id", row.getRef().getEndpointId())
        .put("status", WebhookJson.word(row.getStatus()))
        .put("test", row.getTest())
        .put("replay_id", row.getRef().getReplayId())
        .put("accepted_at", Json.time(row.getRef().getAcceptedAt()))
        .put("attempt_count", row.getAttempts())
        .put("last_attempt_at", row.getAttempts() == 0 ? null : Json.time(row.getLastAttemptAt()))
        .put("last_status_code", row.getLastStatus())
        .put(
            "last_error",
            row.getLastError() == ErrorKind.NONE ? null : WebhookJson.word(row.getLastError()))
        .put("last_response_time_ms", millis(row.getLastDurationUs()))
        .put("next_attempt_at", Json.time(row.getNextAttemptAt()))
        .put("reason", row.getReason());
  }

  /**
   * All of it.
   *
   * @param asText whether the payload is a string with its exact text, for readers whose JSON
   *     forgets how a number was written
   */
  static ObjectNode whole(DeliveryView delivery, boolean asText) {
    ObjectNode json = summary(delivery.row());
    RawValue payload = Json.raw(delivery.payload());
    if (payload == null || asText) {
      json.put("payload", delivery.payload());
    } else {
      json.putRawValue("payload", payload);
    }
    ArrayNode attempts = json.putArray("attempts");
    delivery.attempts().forEach(attempt -> attempts.add(attempt(attempt)));
    return json;
  }

  private static ObjectNode attempt(Attempt attempt) {
    ObjectNode json =
        Json.object()
            .put("number", attempt.getAttempt())
            .put("round", attempt.getRound())
            .put("at", Json.time(attempt.getAt()))
            .put("url", attempt.getUrl());
    json.set("request_headers", headers(attempt.getRequestHeaders()));
    outcome(json, attempt);
    json.set("timings", timings(attempt.getTimings()));
    json.set("response_headers", headers(attempt.getResponseHeaders()));
    return json;
  }

  /** What came back, or why nothing did. */
  static ObjectNode outcome(ObjectNode json, Attempt attempt) {
    Integer status = attempt.getStatus();
    json.put("status_code", status)
        .put("response_time_ms", millis(attempt.getTimings().getTotal()))
        // Whatever bytes a receiver sends, the answer is text: what is not UTF-8 is replaced.
        .put(
            "response_body",
            status == null
                ? null
                : StandardCharsets.UTF_8.decode(attempt.getResponseBody().duplicate()).toString());
    if (attempt.getError() == ErrorKind.NONE) {
      json.putNull("error");
    } else {
      json.putObject("error")
          .put("kind", WebhookJson.word(attempt.getError()))
          .put("message", attempt.getErrorMessage());
    }
    return json;
  }

  /** Each step by itself; the record has the time since the beginning at which each was done. */
  private static ObjectNode timings(Timings timings) {
    ObjectNode json = Json.object();
    long before = 0;
    before = step(json, "resolve_ms", before, timings.getResolved());
    before = step(json, "connect_ms", before, timings.getConnected());
    before = step(json, "tls_ms", before, timings.getSecured());
    step(json, "first_byte_ms", before, timings.getFirstByte());
    step(json, "total_ms", 0, timings.getTotal());
    return json;
  }

  private static long step(ObjectNode json, String name, long before, long done) {
    if (done < 0) {
      json.putNull(name);
      return before;
    }
    json.put(name, Math.max(0, done - before) / 1000.0);
    return Math.max(before, done);
  }

  private static ArrayNode headers(List<Header> headers) {
    ArrayNode list = Json.object().arrayNode();
    headers.forEach(
        header ->
            list.addObject()
                .put("name", header.getName())
                .put("value", header.getSealed() ? null : header.getValue()));
    return list;
  }

  private static @Nullable Long millis(long micros) {
    return micros < 0 ? null : Math.round(micros / 1000.0);
  }
}
