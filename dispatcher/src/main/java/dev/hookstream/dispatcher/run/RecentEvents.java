package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.port.EventView;
import dev.hookstream.dispatcher.api.port.Events;
import dev.hookstream.dispatcher.api.port.Settings;
import dev.hookstream.dispatcher.log.DeliveryLog;
import dev.hookstream.dispatcher.log.StoredEvent;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.topology.flow.SeenEvents;
import dev.hookstream.topology.match.DeliveryId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;

/** Finds an event of the last day by its id, and what became of it at each endpoint. */
final class RecentEvents implements Events {
  private static final int ENDPOINTS = 250;

  private final DispatchStreams dispatch;
  private final DeliveryLog log;
  private final Settings settings;
  private final InstantSource clock;

  RecentEvents(DispatchStreams dispatch, DeliveryLog log, Settings settings, InstantSource clock) {
    this.dispatch = dispatch;
    this.log = log;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public Optional<EventView> find(String workspace, String eventId) {
    Optional<SeenEvents.Place> place = StateSettings.ready(() -> seen(workspace, eventId));
    return LoggedDeliveries.ready(
        () ->
            place
                .flatMap(at -> log.event(at.partition(), at.offset()))
                .map(
                    event ->
                        new EventView(
                            event.event(), event.appendedAt(), deliveries(workspace, event))));
  }

  @Override
  public OptionalLong content(String workspace, String eventId) {
    try {
      return seen(workspace, eventId)
          .map(place -> OptionalLong.of(place.content()))
          .orElse(OptionalLong.empty());
    } catch (InvalidStateStoreException e) {
      // Publishing goes on while state moves; of two events with one id the topology takes one.
      return OptionalLong.empty();
    }
  }

  private Optional<SeenEvents.Place> seen(String workspace, String eventId) {
    ReadOnlyWindowStore<Bytes, byte[]> store = dispatch.seenEvents();
    Bytes key = SeenEvents.key(workspace, eventId);
    return SeenEvents.find(slot -> store.fetch(key, slot), clock.millis());
  }

  /** The id of an event's delivery to an endpoint follows from the two: there is no index. */
  private List<LogRow> deliveries(String workspace, StoredEvent event) {
    List<LogRow> rows = new ArrayList<>();
    for (Endpoint endpoint : settings.endpoints(workspace, null, ENDPOINTS)) {
      String id =
          DeliveryId.of(
              DeliveryId.endpointPartOf(endpoint.getId()),
              event.event().getId(),
              event.partition(),
              event.offset(),
              null,
              event.appendedAt());
      log.row(workspace, id).ifPresent(rows::add);
    }
    return rows;
  }
}
