package dev.hookstream.topology.log;

import dev.hookstream.topology.match.DeliveryId;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;

/**
 * Reads the index by event: what is gathered still, then the store, into which it may go meanwhile;
 * the groups that are put, and the entries of single deliveries.
 */
final class EventIndex {
  /** An event with more deliveries than this, replays included, is not shown with all of them. */
  static final int MOST = 100_000;

  private final ReadOnlyWindowStore<Bytes, byte[]> rows;
  private final GatheredEvents gathered;

  EventIndex(ReadOnlyWindowStore<Bytes, byte[]> rows, GatheredEvents gathered) {
    this.rows = rows;
    this.gathered = gathered;
  }

  /**
   * The ids of an event's deliveries, in no order.
   *
   * @param from only those accepted then or later, milliseconds since 1970
   */
  Set<String> all(String workspace, String eventId, long from) {
    Set<String> found = gathered.ids(workspace, eventId);
    found.removeIf(id -> DeliveryId.timeMillis(id) < from);
    read(LogKeys.groups(workspace, eventId), from, DeliveryId.MAX_TIME, LogKeys::idsOf, found);
    read(LogKeys.events(workspace, eventId), from, DeliveryId.MAX_TIME, EventIndex::alone, found);
    return found;
  }

  /**
   * The ids of an event's deliveries to one endpoint, in no order.
   *
   * @param from only those accepted then or later, milliseconds since 1970
   * @param to only those accepted then or earlier
   */
  Set<String> ofEndpoint(
      String workspace, String eventId, String endpointPart, long from, long to) {
    Set<String> found = gathered.ids(workspace, eventId);
    found.removeIf(
        id ->
            DeliveryId.timeMillis(id) < from
                || DeliveryId.timeMillis(id) > to
                || !DeliveryId.endpointPart(id).equals(endpointPart));
    read(
        LogKeys.groups(workspace, eventId),
        from,
        to,
        (key, endpoints) -> LogKeys.idsOf(key, endpoints, endpointPart),
        found);
    LogKeys.Range alone = LogKeys.events(workspace, eventId, endpointPart, from, to);
    read(alone, from, to, EventIndex::alone, found);
    return found;
  }

  private static Set<String> alone(Bytes key, byte[] value) {
    return Set.of(LogKeys.idOf(key));
  }

  private void read(
      LogKeys.Range range,
      long from,
      long to,
      BiFunction<Bytes, byte[], Collection<String>> ids,
      Set<String> found) {
    try (KeyValueIterator<Windowed<Bytes>, byte[]> entries =
        rows.fetch(
            range.first(), range.last(), Instant.ofEpochMilli(from), Instant.ofEpochMilli(to))) {
      while (entries.hasNext() && found.size() < MOST) {
        var entry = entries.next();
        found.addAll(ids.apply(entry.key.key(), entry.value));
      }
    }
  }
}
