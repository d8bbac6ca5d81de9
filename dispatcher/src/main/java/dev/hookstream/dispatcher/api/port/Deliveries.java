package dev.hookstream.dispatcher.api.port;

import dev.hookstream.schemas.LogRow;
import dev.hookstream.topology.log.LogFigures;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The delivery log. Called on the API's workers, may block; any method may throw {@link
 * NotReadyException}.
 */
public interface Deliveries {
  /**
   * An endpoint's deliveries, newest first.
   *
   * @param cursor {@link Page#next()} of the page before, or null for the first
   * @param limit 1 to 250
   * @throws IllegalArgumentException where the cursor is none of ours
   */
  Page<LogRow> list(
      String workspace,
      String endpointId,
      DeliveryFilter filter,
      @Nullable String cursor,
      int limit);

  /**
   * An endpoint's figures, a row for each stretch of time.
   *
   * @param from milliseconds since 1970
   * @param to the same, excluded
   * @param width five minutes, or whole hours
   */
  List<LogFigures> figures(String workspace, String endpointId, long from, long to, Duration width);

  /** Which part of the last hour's attempts succeeded, for those endpoints that had any. */
  Map<String, Double> successRates(String workspace, List<String> endpointIds);

  /**
   * Until when there is nothing to be seen of a workspace, since it was erased then; milliseconds
   * since 1970, -1 where it was not.
   */
  long erasedThrough(String workspace);

  /** Those of some deliveries that wait in a lane and have never been attempted, or do again. */
  List<LogRow> waiting(String workspace, List<String> deliveryIds);

  /**
   * A delivery of the workspace with its attempts, also where it waits for the first; empty where
   * there is none of that id, or it is just on its way.
   */
  Optional<DeliveryView> find(String workspace, String deliveryId);
}
