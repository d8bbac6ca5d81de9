package dev.hookstream.topology.log;

import dev.hookstream.schemas.AttemptPointer;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.LogStatus;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.match.DeliveryId;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/** The log's rows, and what leads to them, as seen by a task that writes them. */
final class LogStores {
  private static final AvroCodec<LogRow> ROWS = AvroCodec.of(LogRow.class);
  private static final AvroCodec<AttemptPointer> POINTERS = AvroCodec.of(AttemptPointer.class);
  private static final byte[] ENTRY = {1};

  private final WindowStore<Bytes, byte[]> rows;
  private final WindowStore<Bytes, byte[]> attempts;
  private final EventGroups groups;

  LogStores(ProcessingContext context) {
    this.rows = context.getStateStore(LogTopology.ROWS);
    this.attempts = context.getStateStore(LogTopology.ATTEMPTS);
    this.groups = new EventGroups(rows);
  }

  @Nullable LogRow row(DeliveryRef ref) {
    String id = ref.getDeliveryId();
    byte[] bytes = rows.fetch(LogKeys.row(ref.getWorkspaceId(), id), DeliveryId.timeMillis(id));
    return bytes == null ? null : ROWS.decode(bytes);
  }

  /**
   * Puts a row of which there was nothing, and its entries in the indexes; that by event is put
   * later, with those of the event's other deliveries.
   *
   * @param offset of the attempt that it comes from
   */
  void putFirst(LogRow row, long offset) {
    groups.add(row.getRef(), offset);
    putRow(null, row);
  }

  /**
   * Puts a row and its entries in the indexes. The entries are put each time, also where they must
   * be there: after a crash the row alone may have been kept, and its record is read again.
   *
   * @param before what the row was, null for nothing
   */
  void put(@Nullable LogRow before, LogRow row) {
    DeliveryRef ref = row.getRef();
    String id = ref.getDeliveryId();
    Bytes entry = LogKeys.event(ref.getWorkspaceId(), ref.getEventId(), id);
    rows.put(entry, ENTRY, DeliveryId.timeMillis(id));
    putRow(before, row);
  }

  EventGroups groups() {
    return groups;
  }

  /** Puts the entries that were to be put later. */
  void flush() {
    groups.flush();
  }

  private void putRow(@Nullable LogRow before, LogRow row) {
    String workspace = row.getRef().getWorkspaceId();
    String id = row.getRef().getDeliveryId();
    long at = DeliveryId.timeMillis(id);
    LogStatus status = row.getStatus();
    if (status != LogStatus.DELIVERED) {
      rows.put(LogKeys.status(workspace, status, id), ENTRY, at);
    }
    rows.put(LogKeys.row(workspace, id), ROWS.encode(row), at);
    LogStatus was = before == null ? LogStatus.DELIVERED : before.getStatus();
    if (was != status && was != LogStatus.DELIVERED) {
      rows.put(LogKeys.status(workspace, was, id), null, at);
    }
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
