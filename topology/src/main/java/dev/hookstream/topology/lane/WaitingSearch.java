package dev.hookstream.topology.lane;

import dev.hookstream.schemas.BacklogChunk;
import dev.hookstream.schemas.QueueMark;
import dev.hookstream.schemas.Waiting;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.match.DeliveryId;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Looks for one delivery in a queue, which may have a million: what waits lies in the order in
 * which it was accepted, or nearly, and the time is in the delivery's id. So the place is halved
 * down to, and some chunks around it are read.
 */
final class WaitingSearch {
  /** Chunks that are read to each side of where the delivery should be. */
  private static final int AROUND = 8;

  private static final AvroCodec<BacklogChunk> CHUNKS = AvroCodec.of(BacklogChunk.class);

  private final ReadOnlyKeyValueStore<Bytes, byte[]> backlog;
  private final BacklogKey queue;
  private final QueueMark mark;
  private final long head;

  private record Chunk(long first, List<Waiting> entries) {
    long time() {
      return DeliveryId.timeMillis(entries.get(0).getRef().getDeliveryId());
    }
  }

  WaitingSearch(ReadOnlyKeyValueStore<Bytes, byte[]> backlog, BacklogKey queue, QueueMark mark) {
    this.backlog = backlog;
    this.queue = queue;
    this.mark = mark;
    this.head = Math.max(mark.getHead(), mark.getDiscardEnd());
  }

  Optional<Waiting> find(String deliveryId) {
    Chunk last = chunkAt(Long.MAX_VALUE - 1);
    if (last == null) {
      return Optional.empty();
    }
    long time = DeliveryId.timeMillis(deliveryId);
    long low = head;
    long high = last.first();
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      Chunk chunk = chunkAt(middle);
      if (chunk == null || chunk.time() <= time) {
        low = middle;
      } else {
        high = Math.min(middle - 1, chunk.first() - 1);
      }
    }
    return around(Math.max(low, head), deliveryId);
  }

  private Optional<Waiting> around(long place, String deliveryId) {
    Bytes from = key(place).bytes();
    // Backwards with the chunk that the place lies in, then forwards.
    try (KeyValueIterator<Bytes, byte[]> before = backlog.reverseRange(queue.bytes(), from)) {
      Optional<Waiting> found = among(before, deliveryId);
      if (found.isPresent()) {
        return found;
      }
    }
    try (KeyValueIterator<Bytes, byte[]> after =
        backlog.range(from, key(Long.MAX_VALUE - 1).bytes())) {
      return among(after, deliveryId);
    }
  }

  private Optional<Waiting> among(KeyValueIterator<Bytes, byte[]> stored, String deliveryId) {
    for (int read = 0; read < AROUND && stored.hasNext(); read++) {
      Chunk chunk = chunk(stored.next());
      if (chunk.first() + chunk.entries().size() <= head) {
        return Optional.empty();
      }
      for (int i = 0; i < chunk.entries().size(); i++) {
        Waiting entry = chunk.entries().get(i);
        long number = chunk.first() + i;
        if (number >= head
            && !mark.getRunDone().contains(number)
            && entry.getRef().getDeliveryId().equals(deliveryId)) {
          entry.setBody(null);
          return Optional.of(entry);
        }
      }
    }
    return Optional.empty();
  }

  /** The chunk that a place lies in, or the one before; null where what lies there is taken. */
  private @Nullable Chunk chunkAt(long number) {
    try (KeyValueIterator<Bytes, byte[]> stored =
        backlog.reverseRange(queue.bytes(), key(number).bytes())) {
      if (!stored.hasNext()) {
        return null;
      }
      Chunk chunk = chunk(stored.next());
      return chunk.first() + chunk.entries().size() <= head ? null : chunk;
    }
  }

  private static Chunk chunk(KeyValue<Bytes, byte[]> stored) {
    return new Chunk(
        BacklogKey.read(stored.key).number(), CHUNKS.decode(stored.value).getEntries());
  }

  private BacklogKey key(long number) {
    return new BacklogKey(queue.workspaceId(), queue.endpointId(), queue.deliveryClass(), number);
  }
}
