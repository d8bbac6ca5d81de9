package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.port.EventView;
import dev.hookstream.dispatcher.api.port.Events;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.log.DeliveryLog;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.LogRow;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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
    List<LogRow> rows = deliveries.ofEvent(workspace, eventId);
    return place(workspace, eventId, rows)
        .flatMap(
            place ->
                LoggedDeliveries.ready(() -> log.event(place.partition(), place.offset()))
                    .filter(found -> found.event().getId().equals(eventId))
                    .filter(found -> found.event().getWorkspaceId().equals(workspace))
                    .map(
                        found ->
                            new EventView(
                                found.event(),
                                found.appendedAt(),
                                rows.stream()
                                    .filter(row -> Place.of(row.getRef()).equals(place))
                                    .toList())));
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

  private Optional<Place> place(String workspace, String eventId, List<LogRow> rows) {
    Optional<Place> seen =
        state.seen(workspace, eventId).map(found -> new Place(found.partition(), found.offset()));
    if (seen.isPresent()) {
      return seen;
    }
    // A day later the same id may name another event: the last one is meant. A test lies nowhere.
    return rows.stream()
        .map(LogRow::getRef)
        .filter(ref -> ref.getEventOffset() >= 0)
        .max(Comparator.comparingLong(DeliveryRef::getAcceptedAt))
        .map(Place::of);
  }
}
