package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.port.EventView;
import dev.hookstream.dispatcher.api.port.Events;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.dispatcher.log.DeliveryLog;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.LogRow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds an event by its id, and what became of it: one of the last day by the topology's memory of
 * it, an older one by any of its deliveries.
 */
final class RecentEvents implements Events {
  private final SharedState state;
  private final LoggedDeliveries deliveries;
  private final DeliveryLog log;

  RecentEvents(SharedState state, LoggedDeliveries deliveries, DeliveryLog log) {
    this.state = state;
    this.deliveries = deliveries;
    this.log = log;
  }

  private record Place(int partition, long offset) {
    static Place of(DeliveryRef ref) {
      return new Place(ref.getEventPartition(), ref.getEventOffset());
    }
  }

  @Override
  public Optional<EventView> find(String workspace, String eventId) {
    return place(workspace, eventId)
        .flatMap(
            place ->
                LoggedDeliveries.ready(() -> log.event(place.partition(), place.offset()))
                    .filter(found -> found.event().getId().equals(eventId))
                    .filter(found -> found.event().getWorkspaceId().equals(workspace))
                    // What is older was another workspace's of the same name.
                    .filter(found -> found.appendedAt() > deliveries.erasedThrough(workspace))
                    .map(
                        found ->
                            new EventView(
                                found.event(),
                                place.partition(),
                                place.offset(),
                                found.appendedAt())));
  }

  @Override
  public Page<LogRow> deliveries(EventView event, @Nullable String cursor, int limit) {
    Page<LogRow> page =
        deliveries.ofEvent(
            event.event().getWorkspaceId(),
            event.event().getId(),
            event.acceptedAt(),
            cursor,
            limit);
    // A day later the same id may name another event, whose replays may come later still.
    Place place = new Place(event.partition(), event.offset());
    return new Page<>(
        page.items().stream().filter(row -> Place.of(row.getRef()).equals(place)).toList(),
        page.next());
  }

  @Override
  public Set<String> reached(EventView event, List<String> endpointIds) {
    return deliveries.reached(
        event.event().getWorkspaceId(), event.event().getId(), event.acceptedAt(), endpointIds);
  }

  @Override
  public OptionalLong content(String workspace, String eventId) {
    try {
      return state
          .seen(workspace, eventId)
          .map(place -> OptionalLong.of(place.content()))
          .orElse(OptionalLong.empty());
    } catch (NotReadyException e) {
      // Publishing goes on while state moves; of two events with one id the topology takes one.
      return OptionalLong.empty();
    }
  }

  private Optional<Place> place(String workspace, String eventId) {
    return state
        .seen(workspace, eventId)
        .map(found -> new Place(found.partition(), found.offset()))
        .or(() -> deliveries.lastOfEvent(workspace, eventId).map(row -> Place.of(row.getRef())));
  }
}
