package dev.hookstream.topology.log;

import dev.hookstream.schemas.LogRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of an endpoint's deliveries, newest first.
 *
 * @param rows may be fewer than asked for, even none, where a filter let few through
 * @param next the cursor of the page after this one: the id of the last delivery looked at, so that
 *     new deliveries do not move it; null on the last page
 */
public record DeliveryPage(List<LogRow> rows, @Nullable String next) {
  /** Copies the rows. */
  public DeliveryPage {
    rows = List.copyOf(rows);
  }
}
