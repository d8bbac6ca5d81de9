package dev.hookstream.topology.log;

import dev.hookstream.schemas.AttemptPointer;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.match.DeliveryId;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/** The log's two stores as seen by a task that writes them. */
final class LogStores {
  private static final AvroCodec<LogRow> ROWS = AvroCodec.of(LogRow.class);
  private static final AvroCodec<AttemptPointer> POINTERS = AvroCodec.of(AttemptPointer.class);

  private final WindowStore<Bytes, byte[]> rows;
  private final WindowStore<Bytes, byte[]> attempts;

  LogStores(ProcessingContext context) {
    this.rows = context.getStateStore(LogTopology.ROWS);
    this.attempts = context.getStateStore(LogTopology.ATTEMPTS);
  }

  @Nullable LogRow row(DeliveryRef ref) {
    String id = ref.getDeliveryId();
    byte[] bytes = rows.fetch(LogKeys.row(ref.getWorkspaceId(), id), DeliveryId.timeMillis(id));
    return bytes == null ? null : ROWS.decode(bytes);
  }

  void put(LogRow row) {
    DeliveryRef ref = row.getRef();
    String id = ref.getDeliveryId();
    rows.put(LogKeys.row(ref.getWorkspaceId(), id), ROWS.encode(row), DeliveryId.timeMillis(id));
  }

  boolean hasAttempt(DeliveryRef ref, AttemptPointer pointer) {
    String id = ref.getDeliveryId();
    return attempts.fetch(key(ref, pointer), DeliveryId.timeMillis(id)) != null;
  }

  void put(DeliveryRef ref, AttemptPointer pointer) {
    String id = ref.getDeliveryId();
    attempts.put(key(ref, pointer), POINTERS.encode(pointer), DeliveryId.timeMillis(id));
  }

  private static Bytes key(DeliveryRef ref, AttemptPointer pointer) {
    return LogKeys.attempt(
        ref.getWorkspaceId(), ref.getDeliveryId(), pointer.getRound(), pointer.getAttempt());
  }
}
