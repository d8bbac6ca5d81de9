package dev.hookstream.topology.lane;

import dev.hookstream.schemas.BacklogChunk;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.QueueMark;
import dev.hookstream.schemas.Waiting;
import dev.hookstream.schemas.serde.AvroCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits in the lanes of a task. It lies in memory until the task commits; what still waits
 * then is stored in chunks, and a queue is read again a chunk at a time, from a remembered head,
 * never by a scan, which would walk over the tombstones of all that has gone before. So a delivery
 * that waits a moment costs no store, and one that waits for days a fraction of a read.
 */
final class Backlog {
  /** The store's name. */
  static final String STORE = "backlog";

  private static final Logger log = LoggerFactory.getLogger(Backlog.class);
  private static final AvroCodec<BacklogChunk> CHUNKS = AvroCodec.of(BacklogChunk.class);
  private static final AvroCodec<QueueMark> MARKS = AvroCodec.of(QueueMark.class);
  private static final int CHUNK_ENTRIES = 256;
  private static final int CHUNK_BYTES = 256 << 10;
  private static final int MOST_UNSTORED_BYTES = 16 << 20;
  private static final int MOST_LOADED_BYTES = 16 << 20;

  private final KeyValueStore<Bytes, byte[]> store;
  private final SharedBodies bodies;
  private final Set<LaneQueue> changed = new LinkedHashSet<>();

  /** Those with a chunk in memory, the one that was read longest ago first. */
  private final Set<LaneQueue> loaded = new LinkedHashSet<>();

  private long unstoredBytes;
  private long loadedBytes;

  Backlog(KeyValueStore<Bytes, byte[]> store, SharedBodies bodies) {
    this.store = store;
    this.bodies = bodies;
  }

  /** Puts a delivery at the end of its class's queue. */
  void append(Lane lane, Queued queued) {
    LaneQueue queue = lane.queue(queued.waiting().getDeliveryClass());
    queue.append(queued);
    changed.add(queue);
    unstoredBytes += queued.size();
    if (unstoredBytes > MOST_UNSTORED_BYTES) {
      store();
    }
  }

  /**
   * Takes the first delivery of a queue, in which something waits, with its body; null where the
   * store has lost its chunk. The body is null where the store has lost that.
   */
  @Nullable Queued take(LaneQueue queue) {
    changed.add(queue);
    if (queue.mustLoad() && !load(queue)) {
      return null;
    }
    boolean stored = queue.isNextStored();
    Queued taken = queue.take();
    loadedBytes -= stored ? taken.size() : 0;
    if (stored && taken.shared()) {
      byte[] body = taken.body();
      taken =
          new Queued(
              taken.waiting(),
              body == null ? bodies.body(taken.waiting().getRef()) : body,
              taken.shared());
      bodies.release(taken.waiting().getRef());
    }
    if (queue.isChunkDone()) {
      store.delete(BacklogKey.chunk(queue, queue.chunkStart()));
      queue.chunkDeleted();
      loaded.remove(queue);
    }
    return taken;
  }

  /** Notes that more of a queue has changed than what waits in it. */
  void changed(LaneQueue queue) {
    changed.add(queue);
  }

  /** Stores what is in memory only; to be called before the task commits. */
  void store() {
    for (LaneQueue queue : changed) {
      while (!queue.fresh().isEmpty()) {
        storeChunk(queue);
      }
      storeMark(queue);
    }
    changed.clear();
    unstoredBytes = 0;
    bodies.store();
    unloadSome();
  }

  private void storeChunk(LaneQueue queue) {
    List<Queued> chunk = new ArrayList<>();
    List<Waiting> entries = new ArrayList<>();
    int bytes = 0;
    Queued next;
    while ((next = queue.fresh().peekFirst()) != null
        && chunk.size() < CHUNK_ENTRIES
        && (chunk.isEmpty() || bytes + next.size() <= CHUNK_BYTES)) {
      bytes += next.size();
      chunk.add(queue.fresh().removeFirst());
      entries.add(entry(next));
    }
    store.put(BacklogKey.chunk(queue, queue.storedEnd()), CHUNKS.encode(new BacklogChunk(entries)));
    entries.forEach(entry -> entry.setBody(null));
    int before = queue.frontBytes();
    queue.stored(chunk);
    if (queue.frontBytes() > before) {
      inMemory(queue, before);
    }
  }

  private Waiting entry(Queued queued) {
    byte[] body = queued.body();
    if (body != null && queued.shared()) {
      bodies.keep(queued.waiting().getRef(), body);
    } else if (body != null) {
      queued.waiting().setBody(ByteBuffer.wrap(body));
    }
    return queued.waiting();
  }

  private void storeMark(LaneQueue queue) {
    QueueMark wanted = queue.wantedMark();
    if (!Objects.equals(wanted, queue.mark)) {
      store.put(BacklogKey.mark(queue), wanted == null ? null : MARKS.encode(wanted));
      queue.mark = wanted;
    }
  }

  private boolean load(LaneQueue queue) {
    byte[] chunk = store.get(BacklogKey.chunk(queue, queue.chunkStart()));
    if (chunk == null) {
      skipLost(queue);
      return false;
    }
    queue.loaded(CHUNKS.decode(chunk).getEntries().stream().map(Queued::read).toList());
    inMemory(queue, 0);
    unloadSome();
    return true;
  }

  /** Only where the store has lost something: goes on with the chunk after it. */
  private void skipLost(LaneQueue queue) {
    BacklogKey next =
        firstKey(
            BacklogKey.chunk(queue, queue.chunkStart()), BacklogKey.chunk(queue, Long.MAX_VALUE));
    long end = next == null ? queue.storedEnd() : next.number();
    log.atError()
        .addKeyValue("workspace", queue.workspaceId())
        .addKeyValue("endpoint", queue.endpointId())
        .addKeyValue("from", queue.head())
        .addKeyValue("to", end)
        .log("Deliveries that waited are missing from the state; those behind them go on");
    queue.skipTo(end);
  }

  private void inMemory(LaneQueue queue, int bytesBefore) {
    loaded.add(queue);
    loadedBytes += queue.frontBytes() - bytesBefore;
  }

  /** What was read longest ago can be read again; never the chunk that was read last. */
  private void unloadSome() {
    Iterator<LaneQueue> longestAgo = loaded.iterator();
    while (loadedBytes > MOST_LOADED_BYTES && loaded.size() > 1) {
      LaneQueue queue = longestAgo.next();
      loadedBytes -= queue.frontBytes();
      queue.unload();
      longestAgo.remove();
    }
  }

  /** Finds where a lane's queues begin and end, once, when the lane comes into memory. */
  void find(Lane lane) {
    Bytes start = BacklogKey.start(lane.workspaceId(), lane.endpointId());
    Bytes end = BacklogKey.end(lane.workspaceId(), lane.endpointId());
    if (firstKey(start, end) != null) {
      for (DeliveryClass deliveryClass : DeliveryClass.values()) {
        find(lane.queue(deliveryClass));
      }
    }
  }

  private void find(LaneQueue queue) {
    Bytes from = BacklogKey.chunk(queue, 0);
    Bytes to = BacklogKey.chunk(queue, Long.MAX_VALUE);
    BacklogKey first = firstKey(from, to);
    byte[] marked = store.get(BacklogKey.mark(queue));
    QueueMark mark = marked == null ? null : MARKS.decode(marked);
    queue.mark = mark;
    if (first == null) {
      changed.add(queue); // a mark without chunks would be taken for one of those to come
      return;
    }
    long head = mark == null ? first.number() : Math.max(first.number(), mark.getHead());
    try (KeyValueIterator<Bytes, byte[]> last = store.reverseRange(from, to)) {
      KeyValue<Bytes, byte[]> chunk = last.next();
      List<Waiting> entries = CHUNKS.decode(chunk.value).getEntries();
      long tail = BacklogKey.read(chunk.key).number() + entries.size();
      queue.found(first.number(), head, tail, since(queue, first.number()));
    }
    if (mark != null && mark.getDiscardEnd() > head) {
      queue.discardTo(mark.getDiscardEnd(), mark.getDiscardReason());
    }
  }

  private long since(LaneQueue queue, long firstChunk) {
    byte[] chunk = Objects.requireNonNull(store.get(BacklogKey.chunk(queue, firstChunk)));
    return CHUNKS.decode(chunk).getEntries().get(0).getSince();
  }

  /** Every lane that something is stored of; one seek each. */
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
