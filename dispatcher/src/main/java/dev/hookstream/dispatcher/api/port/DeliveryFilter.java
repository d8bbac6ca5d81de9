package dev.hookstream.dispatcher.api.port;

import dev.hookstream.schemas.LogStatus;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries; null leaves a condition out.
 *
 * @param since accepted at this time or later, ms since 1970
 * @param until accepted before this time, ms since 1970
 */
public record DeliveryFilter(
    @Nullable String type,
    @Nullable LogStatus status,
    @Nullable String eventId,
    @Nullable Long since,
    @Nullable Long until) {
  /** Every delivery. */
  public static final DeliveryFilter ALL = new DeliveryFilter(null, null, null, null, null);
}
