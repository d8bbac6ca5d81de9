package dev.hookstream.dispatcher.api.port;

import dev.hookstream.schemas.LogRow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Events by their id. Called on the API's workers, may block. */
public interface Events {
  /**
   * An event of the workspace: any from the last 24 hours, and from the last 30 days those that
   * have a delivery.
   *
   * @throws NotReadyException where that cannot be said now
   */
  Optional<EventView> find(String workspace, String eventId);

  /**
   * The deliveries in the log of an event and its replays, to each webhook, also those that are
   * gone. A page may have fewer than asked for.
   *
   * @param cursor {@link Page#next()} of the page before, or null for the first
   * @param limit at least 1
   * @throws IllegalArgumentException where the cursor is none of ours
   * @throws NotReadyException where that cannot be said now
   */
  Page<LogRow> deliveries(EventView event, @Nullable String cursor, int limit);

  /** Which of some webhooks have one of these deliveries. */
  Set<String> reached(EventView event, List<String> endpointIds);

  /**
   * What an event of the last 24 hours consists of, as {@link
   * dev.hookstream.topology.flow.SeenEvents#contentOf} tells; empty where this instance knows of no
   * such event (yet).
   */
  OptionalLong content(String workspace, String eventId);
}
