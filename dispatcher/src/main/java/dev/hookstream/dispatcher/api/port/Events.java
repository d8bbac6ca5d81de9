package dev.hookstream.dispatcher.api.port;

import java.util.Optional;

/** Events by their id. Called on the API's workers, may block. */
public interface Events {
  /**
   * An event of the workspace with its deliveries: any from the last 24 hours, and from the last 30
   * days those that have any.
   *
   * @throws NotReadyException where that cannot be said now
   */
  Optional<EventView> find(String workspace, String eventId);
}
