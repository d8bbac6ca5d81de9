package dev.hookstream.topology.lane;

import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.Waiting;
import dev.hookstream.schemas.serde.AvroCodec;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What waits in the lanes of a task, in RocksDB. A lane's queues are read as queues: from a
 * remembered head, by their numbers, never by a scan, which would walk over the tombstones of all
 * that has gone before.
 */
final class Backlog {
  /** The store's name. */
  static final String STORE = "backlog";

  private static final AvroCodec<Waiting> CODEC = AvroCodec.of(Waiting.class);

  private final KeyValueStore<Bytes, byte[]> store;

  Backlog(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /** Puts a delivery at the end of its class's queue. */
  void append(Lane lane, Waiting waiting) {
    long number = lane.queue(waiting.getDeliveryClass()).append();
    store.put(BacklogKey.of(lane, waiting.getDeliveryClass(), number), CODEC.encode(waiting));
  }

  /** Takes the first delivery of a class's queue; null where its place is empty. */
  @Nullable Waiting take(Lane lane, DeliveryClass deliveryClass) {
    Bytes key = BacklogKey.of(lane, deliveryClass, lane.queue(deliveryClass).take());
    byte[] value = store.get(key);
    if (value == null) {
      return null;
    }
    store.delete(key);
    return CODEC.decode(value);
  }

  /** Finds where a lane's queues begin and end, once, when the lane comes into memory. */
  void load(Lane lane) {
    Bytes start = BacklogKey.start(lane.workspaceId(), lane.endpointId());
    Bytes end = BacklogKey.end(lane.workspaceId(), lane.endpointId());
    if (firstKey(start, end) == null) {
      return;
    }
    for (DeliveryClass deliveryClass : DeliveryClass.values()) {
      Bytes from = BacklogKey.of(lane, deliveryClass, 0);
      Bytes to = BacklogKey.of(lane, deliveryClass, Long.MAX_VALUE);
      BacklogKey first = firstKey(from, to);
      if (first != null) {
        try (KeyValueIterator<Bytes, byte[]> last = store.reverseRange(from, to)) {
          lane.queue(deliveryClass)
              .found(first.number(), BacklogKey.read(last.next().key).number());
        }
      }
    }
  }

  /** Every lane that something waits in; one seek each. */
  List<BacklogKey> lanes() {
    List<BacklogKey> lanes = new ArrayList<>();
    BacklogKey next = firstKey(null, null);
    while (next != null) {
      lanes.add(next);
      next = firstKey(BacklogKey.end(next.workspaceId(), next.endpointId()), null);
    }
    return lanes;
  }

  private @Nullable BacklogKey firstKey(@Nullable Bytes from, @Nullable Bytes to) {
    try (KeyValueIterator<Bytes, byte[]> range = store.range(from, to)) {
      return range.hasNext() ? BacklogKey.read(range.next().key) : null;
    }
  }
}
