package dev.hookstream.dispatcher.api.port;

import dev.hookstream.schemas.LogRow;
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

  /** A delivery of the workspace with its attempts; empty where it has none of that id. */
  Optional<DeliveryView> find(String workspace, String deliveryId);
}
