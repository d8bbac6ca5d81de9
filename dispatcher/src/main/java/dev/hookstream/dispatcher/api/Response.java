package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer.
 *
 * @param mediaType empty where there is no body
 * @param live what goes on writing the body; null where the answer is finished
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Response(
    int status,
    String mediaType,
    byte[] body,
    Map<String, String> headers,
    @Nullable LiveBody live) {
  /** A finished one. */
  Response(int status, String mediaType, byte[] body, Map<String, String> headers) {
    this(status, mediaType, body, headers, null);
  }

  /** One that goes on: events, as `text/event-stream` has them. */
  static Response live(LiveBody live) {
    return new Response(
        200,
        "text/event-stream",
        new byte[0],
        Map.of("Cache-Control", "no-store", "X-Accel-Buffering", "no"),
        live);
  }

  static Response json(int status, JsonNode body) {
    // Answers may hold a secret or a workspace's data: no cache on the way keeps them.
    return new Response(
        status, "application/json", Json.write(body), Map.of("Cache-Control", "no-store"));
  }

  static Response noContent() {
    return new Response(204, "", new byte[0], Map.of());
  }

  static Response text(String mediaType, byte[] body) {
    return new Response(200, mediaType, body, Map.of());
  }

  static Response problem(Problem problem) {
    return new Response(
        problem.status(), Problem.MEDIA_TYPE, Json.write(problem.toJson()), headersOf(problem));
  }

  private static Map<String, String> headersOf(Problem problem) {
    return switch (problem.status()) {
      case 401 -> Map.of("WWW-Authenticate", "Bearer realm=\"hookstream\"");
      // A refused key's minute; everything else is worth another look soon.
      case 429, 503 ->
          Map.of("Retry-After", problem.kind().equals("too-many-attempts") ? "60" : "1");
      default -> Map.of();
    };
  }
}
