package dev.hookstream.topology.log;

import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.topology.match.DeliveryId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Gathers what goes into the index by event: an event's deliveries end within moments of each
 * other, and one entry for all of them spares nearly as many puts as there are rows. A group is
 * never written over by a lesser one, not even by an instance that lost its partition and does not
 * know yet: only what was read for the first time is gathered, and the offsets of its first and its
 * last delivery are in its key. What a crash takes from memory is read again, and put alone where
 * its row is there already; a delivery may so be in several entries.
 *
 * <p>Its task's thread alone changes it, and puts all at the latest before each commit; any thread
 * may look at what is gathered.
 */
final class EventGroups {
  /** With more events all are put at once. */
  static final int MOST = 2_048;

  /** With more deliveries another group of the event is begun. */
  static final int MOST_OF_AN_EVENT = 512;

  private static final byte[] ALONE = {1};

  private final WindowStore<Bytes, byte[]> rows;
  private final Map<Event, Group> groups = new HashMap<>();

  /** What a group's deliveries have in common: of a replay of the same event it differs. */
  private record Event(String workspace, String id, String inCommon) {}

  private static final class Group {
    final String first;
    final long firstOffset;
    long lastOffset;
    final StringBuilder endpoints = new StringBuilder(80);

    Group(String first, long offset) {
      this.first = first;
      this.firstOffset = offset;
    }

    byte[] parts() {
      return endpoints.toString().getBytes(StandardCharsets.US_ASCII);
    }
  }

  /**
   * None yet.
   *
   * @param rows where they go
   */
  EventGroups(WindowStore<Bytes, byte[]> rows) {
    this.rows = rows;
  }

  /**
   * A delivery of which there was nothing.
   *
   * @param offset of the attempt that was read
   */
  synchronized void add(DeliveryRef ref, long offset) {
    String id = ref.getDeliveryId();
    Event event = new Event(ref.getWorkspaceId(), ref.getEventId(), LogKeys.inCommon(id));
    Group group = groups.computeIfAbsent(event, none -> new Group(id, offset));
    group.lastOffset = offset;
    group.endpoints.append(DeliveryId.endpointPart(id));
    if (group.endpoints.length() >= MOST_OF_AN_EVENT * LogKeys.ENDPOINT) {
      groups.remove(event);
      put(event, group);
    } else if (groups.size() >= MOST) {
      flush();
    }
  }

  /** Adds the deliveries of an event that are not put yet, by their ids. */
  synchronized void ids(String workspace, String eventId, Set<String> found) {
    groups.forEach(
        (event, group) -> {
          if (event.id().equals(eventId) && event.workspace().equals(workspace)) {
            found.addAll(LogKeys.idsOf(key(event, group), group.parts()));
          }
        });
  }

  /** Puts all that there are. */
  synchronized void flush() {
    groups.forEach(this::put);
    groups.clear();
  }

  private void put(Event event, Group group) {
    long at = DeliveryId.timeMillis(group.first);
    if (group.endpoints.length() == LogKeys.ENDPOINT) {
      rows.put(LogKeys.event(event.workspace(), event.id(), group.first), ALONE, at);
    } else {
      rows.put(key(event, group), group.parts(), at);
    }
  }

  private static Bytes key(Event event, Group group) {
    return LogKeys.group(
        event.workspace(), event.id(), group.first, group.firstOffset, group.lastOffset);
  }
}
