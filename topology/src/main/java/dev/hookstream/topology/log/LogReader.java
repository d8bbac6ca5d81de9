package dev.hookstream.topology.log;

import dev.hookstream.schemas.AttemptPointer;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.LogStatus;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.match.DeliveryId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.jspecify.annotations.Nullable;

/**
 * What the log is asked about deliveries. No question reads more than a bounded part of the stores,
 * however many rows there are. As safe for threads as the stores are.
 */
public final class LogReader {
  /** How much a page may cost, in rows that are walked past: a filter may let nothing through. */
  static final int MOST_LOOKED_AT = 5_000;

  /** What it costs to look a row up, in rows that are walked past. */
  private static final int LOOK_UP = 5;

  private static final AvroCodec<LogRow> ROWS = AvroCodec.of(LogRow.class);
  private static final AvroCodec<AttemptPointer> POINTERS = AvroCodec.of(AttemptPointer.class);

  private final ReadOnlyWindowStore<Bytes, byte[]> rows;
  private final ReadOnlyWindowStore<Bytes, byte[]> attempts;
  private final ReadOnlyKeyValueStore<Bytes, byte[]> erasures;
  private final EventIndex events;

  /**
   * Over the stores of {@link LogTopology}.
   *
   * @param rows {@link LogTopology#ROWS}
   * @param attempts {@link LogTopology#ATTEMPTS}
   * @param erasures {@link LogTopology#ERASURES}
   * @param gathered what the topology was built with
   */
  public LogReader(
      ReadOnlyWindowStore<Bytes, byte[]> rows,
      ReadOnlyWindowStore<Bytes, byte[]> attempts,
      ReadOnlyKeyValueStore<Bytes, byte[]> erasures,
      GatheredEvents gathered) {
    this.rows = rows;
    this.attempts = attempts;
    this.erasures = erasures;
    this.events = new EventIndex(rows, gathered);
  }

  /**
   * Until when there is nothing to be seen of a workspace, since it was erased then; milliseconds
   * since 1970, -1 where it was not.
   */
  public long erasedThrough(String workspace) {
    return LogErasures.through(erasures.get(LogErasures.key(workspace)));
  }

  /**
   * An endpoint's deliveries, newest first.
   *
   * @param cursor {@link DeliveryPage#next()} of the page before, null for the first
   * @param limit the most rows, at least 1
   * @throws IllegalArgumentException where the cursor is none of this list
   */
  public DeliveryPage page(
      String workspace,
      String endpointId,
      DeliveryQuery query,
      @Nullable String cursor,
      int limit) {
    String part = DeliveryId.endpointPartOf(endpointId);
    long from = Math.max(query.firstMillis(), erasedThrough(workspace) + 1);
    long to = query.lastMillis();
    if (cursor != null) {
      if (!DeliveryId.isValid(cursor) || !DeliveryId.endpointPart(cursor).equals(part)) {
        throw new IllegalArgumentException("the cursor is none that this list has given");
      }
      to = Math.min(to, DeliveryId.timeMillis(cursor));
    }
    if (to < from) {
      return new DeliveryPage(List.of(), null);
    }
    String event = query.eventId();
    if (event != null) {
      List<String> ids = new ArrayList<>(events.ofEndpoint(workspace, event, part, from, to));
      ids.sort(Comparator.reverseOrder()); // an id begins with its time
      ids.removeIf(id -> cursor != null && id.compareTo(cursor) >= 0);
      return rows(workspace, ids, cursor, limit, query::matches);
    }
    LogStatus status = query.status();
    LogKeys.Range range =
        isDirect(query)
            ? LogKeys.rows(workspace, part, from, to)
            : LogKeys.statuses(workspace, Objects.requireNonNull(status), part, from, to);
    if (cursor != null) {
      range = range.upTo(cursor);
    }
    try (KeyValueIterator<Windowed<Bytes>, byte[]> found =
        rows.backwardFetch(
            range.first(), range.last(), Instant.ofEpochMilli(from), Instant.ofEpochMilli(to))) {
      return collect(workspace, found, query, cursor, limit);
    }
  }

  /** By status there is an index, but for what is delivered, which is most of what there is. */
  private static boolean isDirect(DeliveryQuery query) {
    return query.status() == null || query.status() == LogStatus.DELIVERED;
  }

  private DeliveryPage collect(
      String workspace,
      KeyValueIterator<Windowed<Bytes>, byte[]> found,
      DeliveryQuery query,
      @Nullable String cursor,
      int limit) {
    boolean direct = isDirect(query);
    List<LogRow> page = new ArrayList<>();
    String last = cursor;
    for (int cost = 0; found.hasNext(); cost += direct ? 1 : LOOK_UP) {
      String id = LogKeys.idOf(found.peekNextKey().key());
      if (id.equals(cursor)) {
        found.next(); // the last one of the page before
        continue;
      }
      if (page.size() == limit || cost >= MOST_LOOKED_AT) {
        return new DeliveryPage(page, last);
      }
      byte[] value = found.next().value;
      last = id;
      (direct ? decoded(query, value) : row(workspace, id))
          .filter(query::matches)
          .ifPresent(page::add);
    }
    return new DeliveryPage(page, null);
  }

  /** Decoding is most of what walking past a row would cost. */
  private static Optional<LogRow> decoded(DeliveryQuery query, byte[] row) {
    return query.mayMatch(row) ? Optional.of(ROWS.decode(row)) : Optional.empty();
  }

  /** A delivery's row, by its valid id. */
  public Optional<LogRow> row(String workspace, String id) {
    if (DeliveryId.timeMillis(id) <= erasedThrough(workspace)) {
      return Optional.empty();
    }
    byte[] row = rows.fetch(LogKeys.row(workspace, id), DeliveryId.timeMillis(id));
    return Optional.ofNullable(row).map(ROWS::decode);
  }

  /**
   * The deliveries of an event and its replays, in the order of time, those to webhooks that are
   * gone included.
   *
   * @param since only those whose event or replay was accepted then or later, ms since 1970
   * @param cursor {@link DeliveryPage#next()} of the page before, null for the first
   * @param limit the most rows, at least 1
   * @throws IllegalArgumentException where the cursor is none of ours
   */
  public DeliveryPage ofEvent(
      String workspace, String eventId, long since, @Nullable String cursor, int limit) {
    if (cursor != null && !DeliveryId.isValid(cursor)) {
      throw new IllegalArgumentException("the cursor is none that this list has given");
    }
    List<String> ids = new ArrayList<>(idsOfEvent(workspace, eventId, since));
    ids.removeIf(id -> cursor != null && id.compareTo(cursor) <= 0);
    ids.sort(Comparator.naturalOrder()); // an id begins with its time
    // Two events' entries may lie in each other's range.
    return rows(workspace, ids, cursor, limit, row -> row.getRef().getEventId().equals(eventId));
  }

  /** The rows of some deliveries, in their order. */
  private DeliveryPage rows(
      String workspace,
      List<String> ids,
      @Nullable String cursor,
      int limit,
      Predicate<LogRow> filter) {
    List<LogRow> page = new ArrayList<>();
    String last = cursor;
    int cost = 0;
    for (String id : ids) {
      if (page.size() == limit || cost >= MOST_LOOKED_AT) {
        return new DeliveryPage(page, last);
      }
      row(workspace, id).filter(filter).ifPresent(page::add);
      last = id;
      cost += LOOK_UP;
    }
    return new DeliveryPage(page, null);
  }

  /** The row of the latest delivery of an event or one of its replays. */
  public Optional<LogRow> lastOfEvent(String workspace, String eventId) {
    return idsOfEvent(workspace, eventId, 0).stream()
        .sorted(Comparator.reverseOrder())
        .map(id -> row(workspace, id))
        .flatMap(Optional::stream)
        // A test is of no event.
        .filter(row -> row.getRef().getEventOffset() >= 0)
        .findFirst();
  }

  /** Which of some endpoints an event or one of its replays has a delivery to. */
  public List<String> reached(
      String workspace, String eventId, long since, List<String> endpointIds) {
    Set<String> parts = new HashSet<>();
    idsOfEvent(workspace, eventId, since).forEach(id -> parts.add(DeliveryId.endpointPart(id)));
    return endpointIds.stream()
        .filter(id -> parts.contains(DeliveryId.endpointPartOf(id)))
        .toList();
  }

  private Set<String> idsOfEvent(String workspace, String eventId, long since) {
    return events.all(workspace, eventId, Math.max(since, erasedThrough(workspace) + 1));
  }

  /** Where the delivery's attempts lie: by round, attempt and offset. */
  public List<AttemptPointer> pointers(String workspace, LogRow row) {
    String id = row.getRef().getDeliveryId();
    Instant at = Instant.ofEpochMilli(DeliveryId.timeMillis(id));
    Map<Long, AttemptPointer> byOffset = new TreeMap<>();
    try (KeyValueIterator<Windowed<Bytes>, byte[]> values =
        attempts.fetch(
            LogKeys.attempt(workspace, id, 0, 0),
            LogKeys.attempt(workspace, id, Integer.MAX_VALUE, Integer.MAX_VALUE),
            at,
            at)) {
      while (values.hasNext()) {
        AttemptPointer pointer = POINTERS.decode(values.next().value);
        byOffset.put(pointer.getOffset(), pointer);
      }
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
