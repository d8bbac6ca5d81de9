package dev.hookstream.topology.log;

import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.LogStatus;
import dev.hookstream.topology.match.DeliveryId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries of an endpoint; null leaves a condition out.
 *
 * @param type the event's type
 * @param status where the delivery stands
 * @param eventId the event's id
 * @param since accepted at this time or later, milliseconds since 1970
 * @param until accepted before this time, milliseconds since 1970
 */
public record DeliveryQuery(
    @Nullable String type,
    @Nullable LogStatus status,
    @Nullable String eventId,
    @Nullable Long since,
    @Nullable Long until) {
  /** Every delivery. */
  public static final DeliveryQuery ALL = new DeliveryQuery(null, null, null, null, null);

  /** Whether a delivery of which there is no row meets the conditions other than its status. */
  public boolean wants(DeliveryRef ref) {
    return (type == null || type.equals(ref.getEventType()))
        && (eventId == null || eventId.equals(ref.getEventId()))
        && ref.getAcceptedAt() >= firstMillis()
        && ref.getAcceptedAt() <= lastMillis();
  }

  /** Whether a row meets the conditions other than time. */
  boolean matches(LogRow row) {
    return (type == null || type.equals(row.getRef().getEventType()))
        && (status == null || status == row.getStatus())
        && (eventId == null || eventId.equals(row.getRef().getEventId()));
  }

  /** Whether a row, encoded, could meet the conditions: what it says of itself stands in it. */
  boolean mayMatch(byte[] row) {
    return type == null || contains(row, type.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean contains(byte[] text, byte[] part) {
    for (int at = 0; at <= text.length - part.length; at++) {
      if (Arrays.equals(text, at, at + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }

  long firstMillis() {
    return since == null ? 0 : Math.max(0, since);
  }

  long lastMillis() {
    // Bounded, and not only for the keys: of a time above, Kafka Streams' window stores make a
    // range
    // that begins at the next other key of the same first letter.
    return until == null ? DeliveryId.MAX_TIME : Math.min(until - 1, DeliveryId.MAX_TIME);
  }
}
