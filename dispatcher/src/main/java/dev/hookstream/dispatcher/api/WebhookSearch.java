package dev.hookstream.dispatcher.api;

import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which webhooks of a list are asked for: by words in what their owner wrote, and by status. */
final class WebhookSearch {
  /** How many are read at once where most may be passed over. */
  static final int READ = 1_000;

  private WebhookSearch() {}

  static boolean isAsked(Request request) {
    return request.query("q") != null || request.query("status") != null;
  }

  /** Every word of {@code q} is in the URL, the description, the id or a pattern. */
  static Predicate<Endpoint> of(Request request) {
    @Nullable String status = request.query("status");
    @Nullable String text = request.query("q");
    String[] words =
        text == null ? new String[0] : text.toLowerCase(Locale.ROOT).trim().split(" +");
    return endpoint -> {
      if (status != null
          && (endpoint.getStatus() == EndpointStatus.DISABLED) != status.equals("disabled")) {
        return false;
      }
      String where = words.length == 0 ? "" : where(endpoint);
      for (String word : words) {
        if (!where.contains(word)) {
          return false;
        }
      }
      return true;
    };
  }

  private static String where(Endpoint endpoint) {
    String description = endpoint.getDescription();
    return (endpoint.getUrl()
            + '\n'
            + (description == null ? "" : description)
            + '\n'
            + endpoint.getId()
            + '\n'
            + String.join("\n", endpoint.getEvents()))
        .toLowerCase(Locale.ROOT);
  }
}
