package dev.hookstream.topology.flow;

import dev.hookstream.schemas.KafkaHeader;
import dev.hookstream.schemas.ParkedEvent;
import dev.hookstream.schemas.serde.AvroCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A queue of events for each record key that one waits under, in RocksDB, ordered by offset. Where
 * a queue begins and ends is remembered, so that reading it does not walk over the tombstones of
 * what has gone before.
 */
final class ParkedEvents {
  /** The store's name. */
  static final String STORE = "parked-events";

  private static final AvroCodec<ParkedEvent> CODEC = AvroCodec.of(ParkedEvent.class);

  private final KeyValueStore<Bytes, byte[]> store;
  // In the order in which their turn comes.
  private final Map<Bytes, ParkedQueue> queues = new LinkedHashMap<>();

  /** Finds the queues that are there, with two looks each. */
  ParkedEvents(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    Bytes next = first(null);
    while (next != null) {
      ParkedQueue queue = ParkedQueue.of(next);
      try (KeyValueIterator<Bytes, byte[]> last = store.reverseRange(next, queue.end())) {
        queue.add(ParkedQueue.offset(last.next().key));
      }
      queues.put(queue.name(), queue);
      next = first(queue.end());
    }
  }

  private @Nullable Bytes first(@Nullable Bytes from) {
    try (KeyValueIterator<Bytes, byte[]> range = store.range(from, null)) {
      return range.hasNext() ? range.next().key : null;
    }
  }

  /** Under how many keys something waits. */
  int queues() {
    return queues.size();
  }

  /** Whether an event with this key has to wait because one before it does. */
  boolean waits(byte @Nullable [] recordKey) {
    return !queues.isEmpty() && queues.containsKey(ParkedQueue.name(recordKey));
  }

  /** Puts an event at the end of its key's queue. */
  void park(ArrivedEvent event) {
    ParkedQueue queue =
        queues.computeIfAbsent(
            ParkedQueue.name(event.key()), name -> new ParkedQueue(name, event.offset()));
    queue.add(event.offset());
    store.put(queue.key(event.offset()), CODEC.encode(parked(event)));
  }

  /**
   * Offers what waits, one queue after the other, each from its head to the first event that is not
   * taken. A queue that was looked at has its next turn after all others.
   *
   * @param most how many events are offered at most
   */
  void offer(int most, Predicate<ArrivedEvent> take) {
    int left = most;
    for (int turns = queues.size(); turns > 0 && left > 0; turns--) {
      ParkedQueue queue = queues.values().iterator().next();
      left -= offer(queue, left, take);
      queues.remove(queue.name());
      if (!queue.isEmpty()) {
        queues.put(queue.name(), queue);
      }
    }
  }

  private int offer(ParkedQueue queue, int most, Predicate<ArrivedEvent> take) {
    int offered = 0;
    try (KeyValueIterator<Bytes, byte[]> waiting = store.range(queue.first(), queue.last())) {
      while (waiting.hasNext()) {
        if (offered == most) {
          return offered;
        }
        KeyValue<Bytes, byte[]> next = waiting.next();
        ArrivedEvent event = arrived(CODEC.decode(next.value));
        offered++;
        if (!take.test(event)) {
          return offered;
        }
        store.delete(next.key);
        queue.taken(event.offset());
      }
    }
    queue.clear();
    return offered;
  }

  private static ParkedEvent parked(ArrivedEvent event) {
    List<KafkaHeader> headers = new ArrayList<>();
    for (Header header : event.headers()) {
      headers.add(new KafkaHeader(header.key(), Utils.wrapNullable(header.value())));
    }
    return new ParkedEvent(
        event.partition(),
        event.offset(),
        event.readAt(),
        Utils.wrapNullable(event.key()),
        Utils.wrapNullable(event.value()),
        headers);
  }

  private static ArrivedEvent arrived(ParkedEvent parked) {
    Headers headers = new RecordHeaders();
    for (KafkaHeader header : parked.getHeaders()) {
      headers.add(header.getName(), Utils.toNullableArray(header.getValue()));
    }
    return new ArrivedEvent(
        Utils.toNullableArray(parked.getKey()),
        Utils.toArray(parked.getValue()),
        headers,
        parked.getPartition(),
        parked.getOffset(),
        parked.getReadAt());
  }
}
