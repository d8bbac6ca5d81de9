package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.api.port.Page;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Limits, cursors and the shape of a list. */
final class Paging {
  static final int DEFAULT_LIMIT = 50;

  private Paging() {}

  static int limit(Request request) {
    String limit = request.query("limit");
    return limit == null ? DEFAULT_LIMIT : Integer.parseInt(limit);
  }

  static @Nullable String cursor(Request request) {
    String cursor = request.query("cursor");
    if (cursor == null) {
      return null;
    }
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw badCursor();
    }
  }

  static ProblemException badCursor() {
    return OpenApiOperation.badParameter("cursor", "is not one that a list here has given");
  }

  static <T> Response answer(Page<T> page, Function<T, ? extends JsonNode> view) {
    ObjectNode json = Json.object();
    ArrayNode data = json.putArray("data");
    page.items().forEach(item -> data.add(view.apply(item)));
    json.put("next_cursor", encoded(page.next()));
    return Response.json(200, json);
  }

  /** A cursor as the caller gets it. */
  static @Nullable String encoded(@Nullable String next) {
    return next == null
        ? null
        : Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(next.getBytes(StandardCharsets.UTF_8));
  }
}
