package dev.hookstream.topology.log;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Header;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.OutcomeKind;
import dev.hookstream.schemas.Timings;
import dev.hookstream.topology.match.DeliveryId;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records for tests of the log. */
final class LogRecords {
  static final long AT = 1_763_667_000_000L;

  private LogRecords() {}

  static DeliveryRef ref(String workspace, String endpoint, String event, long acceptedAt) {
    String id = DeliveryId.of(DeliveryId.endpointPartOf(endpoint), event, 0, 1, null, acceptedAt);
    return new DeliveryRef(
        id, event, "order.paid", workspace, endpoint, "standard", 0, 1L, acceptedAt, null, null);
  }

  static Attempt attempt(DeliveryRef ref, int round, int number, AttemptResult result) {
    boolean delivered = result == AttemptResult.DELIVERED;
    return new Attempt(
        ref,
        DeliveryClass.LIVE,
        round,
        number,
        AT,
        false,
        result,
        AT + 1000L * round + number,
        new Timings(1L, 2L, 3L, 4L, 5_000L),
        "https://example.com/hook",
        List.of(new Header("webhook-id", ref.getEventId(), false)),
        delivered ? 200 : 503,
        delivered ? ErrorKind.NONE : ErrorKind.STATUS,
        delivered ? null : "the receiver answered 503",
        List.of(),
        ByteBuffer.wrap("ok".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        delivered ? null : ByteBuffer.wrap(new byte[600]),
        null);
  }

  static Outcome outcome(DeliveryRef ref, OutcomeKind kind, long at, @Nullable Long dueAt) {
    return new Outcome(ref, kind, at, 0, 0, dueAt, null);
  }
}
