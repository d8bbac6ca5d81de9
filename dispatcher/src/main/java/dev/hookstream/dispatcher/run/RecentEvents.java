package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.port.EventView;
import dev.hookstream.dispatcher.api.port.Events;
import dev.hookstream.dispatcher.log.DeliveryLog;
import dev.hookstream.dispatcher.log.StoredEvent;
import dev.hookstream.dispatcher.peer.Owners;
import dev.hookstream.dispatcher.peer.Peers;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.topology.flow.SeenEvents;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds an event by its id, and what became of it: one of the last day by the topology's memory of
 * it, an older one by any of its deliveries.
 */
final class RecentEvents implements Events {
  private final Peers peers;
  private final Owners owners;
  private final LoggedDeliveries deliveries;
  private final DeliveryLog log;

  RecentEvents(Peers peers, Owners owners, LoggedDeliveries deliveries, DeliveryLog log) {
    this.peers = peers;
    this.owners = owners;
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
                    .map(StoredEvent::event)
                    .filter(event -> event.getId().equals(eventId))
                    .filter(event -> event.getWorkspaceId().equals(workspace))
                    .map(
                        event ->
                            new EventView(
                                event,
                                rows.stream()
                                    .filter(row -> Place.of(row.getRef()).equals(place))
                                    .toList())));
  }

  private Optional<Place> place(String workspace, String eventId, List<LogRow> rows) {
    SeenEvents.Place seen =
        peers.now(owners, Questions.SEEN, workspace, new Questions.Named(eventId));
    if (seen != null) {
      return Optional.of(new Place(seen.partition(), seen.offset()));
    }
    // A day later the same id may name another event: the last one is meant. A test lies nowhere.
    return rows.stream()
        .map(LogRow::getRef)
        .filter(ref -> ref.getEventOffset() >= 0)
        .max(Comparator.comparingLong(DeliveryRef::getAcceptedAt))
        .map(Place::of);
  }
}
