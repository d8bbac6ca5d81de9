package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A finished answer.
 *
 * @param mediaType empty where there is no body
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Response(int status, String mediaType, byte[] body, Map<String, String> headers) {
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
