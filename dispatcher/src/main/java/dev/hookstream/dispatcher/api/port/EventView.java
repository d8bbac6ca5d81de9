package dev.hookstream.dispatcher.api.port;

import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.LogRow;
import java.util.List;

/**
 * An event with its deliveries, of replays too, to each endpoint.
 *
 * @param acceptedAt when Kafka took it, in ms since 1970
 */
public record EventView(Event event, long acceptedAt, List<LogRow> deliveries) {
  /** Copies the deliveries. */
  public EventView {
    deliveries = List.copyOf(deliveries);
  }
}
