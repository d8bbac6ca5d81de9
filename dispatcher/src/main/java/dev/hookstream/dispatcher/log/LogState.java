package dev.hookstream.dispatcher.log;

import dev.hookstream.schemas.AttemptPointer;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.topology.log.DeliveryPage;
import dev.hookstream.topology.log.DeliveryQuery;
import dev.hookstream.topology.log.LogFigures;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the log keeps in its stores, of one workspace. For any thread, blocks; each may end in
 * {@link LogNotReadyException}.
 */
public interface LogState {
  /**
   * A delivery's row and where its attempts lie.
   *
   * @param pointers by round and attempt
   */
  record Found(LogRow row, List<AttemptPointer> pointers) {
    /** Copies the pointers. */
    public Found {
      pointers = List.copyOf(pointers);
    }
  }

  /**
   * An endpoint's deliveries, newest first.
   *
   * @param cursor {@link DeliveryPage#next()} of the page before, null for the first
   * @param limit the most rows, at least 1
   * @throws IllegalArgumentException where the cursor is none of this list
   */
  DeliveryPage page(
      String workspace, String endpointId, DeliveryQuery query, @Nullable String cursor, int limit);

  /** A delivery; empty where the workspace has none of that id, or has it no longer. */
  Optional<Found> find(String workspace, String deliveryId);

  /**
   * The deliveries of an event and its replays, to all endpoints, in the order of time.
   *
   * @param since only those whose event or replay was accepted then or later, ms since 1970
   * @throws IllegalArgumentException where the cursor is none of ours
   */
  DeliveryPage ofEvent(
      String workspace, String eventId, long since, @Nullable String cursor, int limit);

  /** The latest delivery of an event or one of its replays. */
  Optional<LogRow> lastOfEvent(String workspace, String eventId);

  /** Which of some endpoints an event or one of its replays has a delivery to. */
  List<String> reached(String workspace, String eventId, long since, List<String> endpointIds);

  /**
   * Until when there is nothing to be seen of a workspace, since it was erased then; milliseconds
   * since 1970, -1 where it was not.
   */
  long erasedThrough(String workspace);

  /**
   * An endpoint's figures, a row for each stretch of time.
   *
   * @param from milliseconds since 1970
   * @param to the same, excluded
   * @param width five minutes, or whole hours
   */
  List<LogFigures> figures(String workspace, String endpointId, long from, long to, Duration width);

  /** Which part of the last hour's attempts succeeded, for those endpoints that had any. */
  Map<String, Double> successRates(String workspace, List<String> endpointIds, long now);
}
