package dev.hookstream.dispatcher.log;

import dev.hookstream.schemas.AttemptPointer;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.log.LogKeys;
import dev.hookstream.topology.log.LogTopology;
import dev.hookstream.topology.match.DeliveryId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** What the stores are asked. Safe for use by any thread. */
final class LogQueries {
  /** A filter that lets nothing through must not read 30 days in one call. */
  static final int MOST_LOOKED_AT = 10_000;

  private static final AvroCodec<LogRow> ROWS = AvroCodec.of(LogRow.class);
  private static final AvroCodec<AttemptPointer> POINTERS = AvroCodec.of(AttemptPointer.class);

  private final LogStreams streams;

  LogQueries(LogStreams streams) {
    this.streams = streams;
  }

  DeliveryPage page(
      String workspace,
      String endpointId,
      DeliveryQuery query,
      @Nullable String cursor,
      int limit) {
    String part = DeliveryId.endpointPartOf(endpointId);
    long last = query.lastMillis();
    Bytes to = LogKeys.endpointLast(workspace, part);
    if (cursor != null) {
      if (!DeliveryId.isValid(cursor) || !DeliveryId.endpointPart(cursor).equals(part)) {
        throw new IllegalArgumentException("the cursor is none that this list has given");
      }
      last = Math.min(last, DeliveryId.timeMillis(cursor));
      to = LogKeys.row(workspace, cursor);
    }
    if (last < query.firstMillis()) {
      return new DeliveryPage(List.of(), null);
    }
    try (KeyValueIterator<Windowed<Bytes>, byte[]> rows =
        streams
            .store(LogTopology.ROWS)
            .backwardFetch(
                LogKeys.endpointFirst(workspace, part),
                to,
                Instant.ofEpochMilli(query.firstMillis()),
                Instant.ofEpochMilli(last))) {
      return collect(rows, query, cursor, limit);
    } catch (InvalidStateStoreException e) {
      throw new LogNotReadyException("the delivery log is moving", e);
    }
  }

  private static DeliveryPage collect(
      KeyValueIterator<Windowed<Bytes>, byte[]> rows,
      DeliveryQuery query,
      @Nullable String cursor,
      int limit) {
    List<LogRow> found = new ArrayList<>();
    String lastId = cursor;
    for (int looked = 0; rows.hasNext(); looked++) {
      if (found.size() == limit || looked == MOST_LOOKED_AT) {
        return new DeliveryPage(found, lastId);
      }
      LogRow row = ROWS.decode(rows.next().value);
      String id = row.getRef().getDeliveryId();
      if (id.equals(cursor)) {
        continue; // the last one of the page before
      }
      lastId = id;
      if (query.matches(row)) {
        found.add(row);
      }
    }
    return new DeliveryPage(found, null);
  }

  Optional<LogRow> row(String workspace, String id) {
    try {
      byte[] row =
          streams
              .store(LogTopology.ROWS)
              .fetch(LogKeys.row(workspace, id), DeliveryId.timeMillis(id));
      return Optional.ofNullable(row).map(ROWS::decode);
    } catch (InvalidStateStoreException e) {
      throw new LogNotReadyException("the delivery log is moving", e);
    }
  }

  /** Where the delivery's attempts lie: by round, attempt and offset. */
  List<AttemptPointer> pointers(String workspace, LogRow row) {
    String id = row.getRef().getDeliveryId();
    Instant at = Instant.ofEpochMilli(DeliveryId.timeMillis(id));
    Map<Long, AttemptPointer> byOffset = new TreeMap<>();
    try (KeyValueIterator<Windowed<Bytes>, byte[]> values =
        streams
            .store(LogTopology.ATTEMPTS)
            .fetch(
                LogKeys.attempt(workspace, id, 0, 0),
                LogKeys.attempt(workspace, id, Integer.MAX_VALUE, Integer.MAX_VALUE),
                at,
                at)) {
      while (values.hasNext()) {
        AttemptPointer pointer = POINTERS.decode(values.next().value);
        byOffset.put(pointer.getOffset(), pointer);
      }
    } catch (InvalidStateStoreException e) {
      throw new LogNotReadyException("the delivery log is moving", e);
    }
    AttemptPointer last = row.getLastAttempt();
    if (last != null) {
      byOffset.put(last.getOffset(), last);
    }
    List<AttemptPointer> pointers = new ArrayList<>(byOffset.values());
    pointers.sort(
        Comparator.comparingInt(AttemptPointer::getRound)
            .thenComparingInt(AttemptPointer::getAttempt));
    return pointers;
  }
}
