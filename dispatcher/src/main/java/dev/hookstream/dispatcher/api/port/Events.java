package dev.hookstream.dispatcher.api.port;

import java.util.Optional;
import java.util.OptionalLong;

/** Events by their id. Called on the API's workers, may block. */
public interface Events {
  /**
   * An event of the workspace with its deliveries: any from the last 24 hours, and from the last 30
   * days those that have any.
   *
   * @throws NotReadyException where that cannot be said now
   */
  Optional<EventView> find(String workspace, String eventId);

  /**
   * What an event of the last 24 hours consists of, as {@link
   * dev.hookstream.topology.flow.SeenEvents#contentOf} tells; empty where this instance knows of no
   * such event (yet).
   */
  OptionalLong content(String workspace, String eventId);
}
