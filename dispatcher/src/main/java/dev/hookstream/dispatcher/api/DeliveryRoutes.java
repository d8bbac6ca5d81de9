package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.Deliveries;
import dev.hookstream.dispatcher.api.port.DeliveryFilter;
import dev.hookstream.dispatcher.api.port.DeliveryView;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.dispatcher.api.port.Settings;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.LogStatus;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Looking into the delivery log. */
final class DeliveryRoutes {
  private final Settings settings;
  private final Deliveries deliveries;

  DeliveryRoutes(Settings settings, Deliveries deliveries) {
    this.settings = settings;
    this.deliveries = deliveries;
  }

  CompletionStage<Response> list(Request request) {
    Endpoint endpoint = WebhookRoutes.existing(settings, request);
    String status = request.query("status");
    DeliveryFilter filter =
        new DeliveryFilter(
            request.query("type"),
            status == null ? null : LogStatus.valueOf(status.toUpperCase(Locale.ROOT)),
            request.query("event_id"),
            time(request, "since"),
            time(request, "until"));
    String cursor = Paging.cursor(request);
    Page<LogRow> page;
    try {
      page =
          deliveries.list(
              request.workspace(), endpoint.getId(), filter, cursor, Paging.limit(request));
    } catch (IllegalArgumentException e) {
      if (cursor == null) {
        throw e;
      }
      throw Paging.badCursor();
    }
    return CompletableFuture.completedFuture(Paging.answer(page, DeliveryJson::summary));
  }

  static @Nullable Long time(Request request, String name) {
    String text = request.query(name);
    if (text == null) {
      return null;
    }
    return Times.parse(text)
        .orElseThrow(
            () -> OpenApiOperation.badParameter(name, "is not a time such as " + Times.EXAMPLE))
        .toEpochMilli();
  }

  CompletionStage<Response> get(Request request) {
    DeliveryView delivery =
        deliveries
            .find(request.workspace(), request.id())
            .filter(found -> request.reaches(found.row().getRef().getContract()))
            .orElseThrow(() -> Problem.notFound("There is no such delivery.").asException());
    return CompletableFuture.completedFuture(
        Response.json(200, DeliveryJson.whole(delivery, "text".equals(request.query("payload")))));
  }
}
