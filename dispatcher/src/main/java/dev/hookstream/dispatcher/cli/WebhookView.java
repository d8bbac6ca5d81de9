package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.receive.Text;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One webhook for a person. */
final class WebhookView {
  private WebhookView() {}

  static void print(JsonNode hook, Output output) {
    if (output.json()) {
      output.json(hook);
      return;
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (String name :
        new String[] {
          "id",
          "url",
          "events",
          "description",
          "contract",
          "status",
          "disabled_reason",
          "ordering",
          "max_in_flight",
          "rate_limit_per_second",
          "timeout_ms",
          "retry",
          "alert_email",
          "filter",
          "revision",
          "created_at"
        }) {
      put(fields, hook, name);
    }
    hook.path("headers")
        .properties()
        .forEach(
            header ->
                fields.put(
                    "header " + header.getKey(),
                    header.getValue().path("secret").asBoolean()
                        ? "(secret)"
                        : Words.text(header.getValue(), "value")));
    put(fields, hook, "held");
    JsonNode health = hook.path("health");
    fields.put("succeeded, last hour", percent(health));
    fields.put("failures in a row", Words.text(health, "consecutive_failures"));
    fields.put("waiting", Words.text(health, "backlog"));
    put(fields, health, "oldest_waiting_at");
    fields.put("circuit", Words.text(health, "circuit"));
    output.fields(fields);
    if (hook.hasNonNull("secret")) {
      output.line("");
      output.line("The secret, shown this once: " + Text.clean(hook.path("secret").asText()));
    }
  }

  /** These fields, where they are. */
  static void printAll(JsonNode json, Output output, String... names) {
    if (output.json()) {
      output.json(json);
      return;
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (String name : names) {
      put(fields, json, name);
    }
    output.fields(fields);
  }

  private static void put(Map<String, String> fields, JsonNode json, String name) {
    if (json.hasNonNull(name)) {
      fields.put(name, Words.text(json, name));
    }
  }

  static String percent(JsonNode health) {
    return health.hasNonNull("success_rate_last_hour")
        ? String.format(
            Locale.ROOT, "%.1f %%", 100 * health.path("success_rate_last_hour").asDouble())
        : "-";
  }
}
