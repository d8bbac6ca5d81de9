package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.api.port.Deliveries;
import dev.hookstream.dispatcher.api.port.EventView;
import dev.hookstream.dispatcher.api.port.Events;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.topology.match.DeliveryId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What became of an event at each webhook, in pages: first its deliveries in the log, to webhooks
 * that are gone too; then, webhook by webhook, those that wait for their first attempt and those
 * that are not made, with the reason.
 */
final class EventDeliveries {
  private static final String LOGGED = "d";
  private static final String OTHERS = "w";

  private final Events events;
  private final Deliveries deliveries;
  private final EventReach reach;

  EventDeliveries(Events events, Deliveries deliveries, EventReach reach) {
    this.events = events;
    this.deliveries = deliveries;
    this.reach = reach;
  }

  /** Part of it; {@code next} is a cursor, null on the last. */
  record Part(List<ObjectNode> deliveries, List<ObjectNode> notDelivered, @Nullable String next) {}

  Part part(Request request, EventView event, @Nullable String cursor, int limit) {
    List<ObjectNode> made = new ArrayList<>();
    if (cursor == null || cursor.startsWith(LOGGED)) {
      Page<LogRow> page = logged(event, cursor == null ? null : cursor.substring(1), limit);
      page.items().stream()
          .filter(row -> request.reaches(row.getRef().getContract()))
          .forEach(row -> made.add(DeliveryJson.summary(row)));
      String next = page.next();
      if (next != null) {
        return new Part(made, List.of(), LOGGED + next);
      }
      if (page.items().size() >= limit) {
        return new Part(made, List.of(), OTHERS);
      }
      return others(request, event, null, limit - page.items().size(), made);
    }
    if (!cursor.startsWith(OTHERS)) {
      throw Paging.badCursor();
    }
    String after = cursor.substring(1);
    return others(request, event, after.isEmpty() ? null : after, limit, made);
  }

  private Page<LogRow> logged(EventView event, @Nullable String cursor, int limit) {
    try {
      return events.deliveries(event, cursor, limit);
    } catch (IllegalArgumentException e) {
      if (cursor == null) {
        throw e;
      }
      throw Paging.badCursor();
    }
  }

  private Part others(
      Request request, EventView event, @Nullable String after, int limit, List<ObjectNode> made) {
    EventReach.Places page = reach.places(request, event, after, limit);
    Set<String> reached =
        events.reached(
            event, page.places().stream().map(place -> place.endpoint().getId()).toList());
    List<EventReach.Place> left =
        page.places().stream()
            .filter(place -> !reached.contains(place.endpoint().getId()))
            .toList();
    List<LogRow> waiting =
        deliveries.waiting(
            event.event().getWorkspaceId(),
            left.stream()
                .filter(place -> place.reach().matches())
                .map(place -> id(event, place.endpoint().getId()))
                .toList());
    waiting.forEach(row -> made.add(DeliveryJson.summary(row)));
    Set<String> waits =
        waiting.stream().map(row -> row.getRef().getEndpointId()).collect(Collectors.toSet());
    List<ObjectNode> not =
        left.stream()
            .filter(place -> !waits.contains(place.endpoint().getId()))
            .map(EventReach::view)
            .toList();
    String next = page.next();
    return new Part(made, not, next == null ? null : OTHERS + next);
  }

  /** A delivery's id follows from its event's place. */
  private static String id(EventView event, String endpointId) {
    return DeliveryId.of(
        DeliveryId.endpointPartOf(endpointId),
        event.event().getId(),
        event.partition(),
        event.offset(),
        null,
        event.acceptedAt());
  }
}
