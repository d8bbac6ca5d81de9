package dev.hookstream.dispatcher.api;

import java.util.Map;

/** A body that is taken, for each route with a key that takes one. */
final class RouteBodies {
  static final String HOOK = "{\"url\":\"https://example.com/h\",\"events\":[\"*\"]}";
  static final String EVENT = "{\"type\":\"message.received\",\"data\":{}}";
  static final Map<String, String> ALL =
      Map.ofEntries(
          Map.entry("POST /v1/api-keys", "{\"workspace_id\":\"ws_1\",\"contract\":\"arka\"}"),
          Map.entry("POST /v1/portal-links", "{}"),
          Map.entry("PUT /v1/alert-settings", "{\"emails\":[]}"),
          Map.entry("POST /v1/webhooks/check-url", "{\"url\":\"https://example.com\"}"),
          Map.entry("POST /v1/webhooks", HOOK),
          Map.entry("PATCH /v1/webhooks/{id}", "{\"description\":\"x\"}"),
          Map.entry("POST /v1/webhooks/{id}/test", "{}"),
          Map.entry("POST /v1/webhooks/{id}/rotate-secret", "{}"),
          Map.entry("POST /v1/webhooks/replay", "{\"since\":\"2026-05-01T00:00:00Z\"}"),
          Map.entry("POST /v1/dead-letters/retry", "{}"),
          Map.entry("POST /v1/events", EVENT),
          Map.entry("POST /v1/events/batch", "{\"events\":[" + EVENT + "]}"),
          Map.entry("POST /v1/events/dry-run", EVENT),
          Map.entry("POST /v1/public/webhooks", HOOK),
          Map.entry("PATCH /v1/public/webhooks/{id}", "{\"events\":[\"*\"]}"),
          Map.entry("POST /v1/public/webhooks/{id}/test", "{}"),
          Map.entry(
              "POST /api/v1/webhooks/register",
              "{\"url\":\"https://example.com/h\",\"events\":[\"memory.stored\"]}"));

  private RouteBodies() {}
}
