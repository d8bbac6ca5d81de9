package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.api.port.ChangeResult;
import dev.hookstream.dispatcher.api.port.Changes;
import dev.hookstream.dispatcher.api.port.Settings;
import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.PutAlertSettings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Who of a workspace gets mail about its webhooks, about what, and how soon. */
final class AlertRoutes {
  private static final AlertSettings NONE = new AlertSettings(List.of(), null, null);

  private final Settings settings;
  private final Changes changes;
  private final InstantSource clock;

  AlertRoutes(Settings settings, Changes changes, InstantSource clock) {
    this.settings = settings;
    this.changes = changes;
    this.clock = clock;
  }

  CompletionStage<Response> get(Request request) {
    AlertSettings known = settings.alerts(request.workspace()).orElse(NONE);
    return CompletableFuture.completedFuture(Response.json(200, view(known)));
  }

  /** Replaces all of it. */
  CompletionStage<Response> put(Request request) {
    JsonNode body = request.json();
    List<String> emails = texts(body.path("emails"));
    Faults faults = new Faults();
    for (int i = 0; i < emails.size(); i++) {
      faults.addIf("/emails/" + i, EmailForm.refusal(emails.get(i)));
    }
    faults.raise();
    AlertSettings wish =
        new AlertSettings(emails, types(body.path("types")), minutes(body.path("digest_minutes")));
    return changes
        .submit(
            ChangeRecords.of(
                request.workspace(),
                request.caller().name(),
                new PutAlertSettings(wish),
                clock.millis()))
        .thenApply(
            result -> {
              if (result instanceof ChangeResult.Noted) {
                return Response.json(200, view(wish));
              }
              throw WebhookRoutes.refusal(result);
            });
  }

  private static ObjectNode view(AlertSettings settings) {
    ObjectNode json = Json.object();
    settings.getEmails().forEach(json.putArray("emails")::add);
    return json.<ObjectNode>set("types", typesJson(settings.getTypes()))
        .put("digest_minutes", settings.getDigestMinutes());
  }

  /** As the body has them: null, or a list. */
  static JsonNode typesJson(@Nullable List<String> types) {
    if (types == null) {
      return Json.object().nullNode();
    }
    ArrayNode array = Json.object().arrayNode();
    types.forEach(array::add);
    return array;
  }

  /** Null where the body has null or nothing. */
  static @Nullable List<String> types(JsonNode given) {
    return given.isArray() ? texts(given) : null;
  }

  private static @Nullable Integer minutes(JsonNode given) {
    return given.isNumber() ? Integer.valueOf(given.asInt()) : null;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
