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
import org.apache.kafka.common.utils.Bytes;
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
    Optional<SeenEvents.Place> place =
        StateSettings.ready(
            () -> {
              ReadOnlyWindowStore<Bytes, byte[]> seen = dispatch.seenEvents();
              Bytes key = SeenEvents.key(workspace, eventId);
              return SeenEvents.find(slot -> seen.fetch(key, slot), clock.millis());
            });
    return LoggedDeliveries.ready(
        () ->
            place
                .flatMap(at -> log.event(at.partition(), at.offset()))
                .map(
                    event ->
                        new EventView(
                            event.event(), event.appendedAt(), deliveries(workspace, event))));
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
