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

  /** Those that are to be stored, each once. */
  private final List<LaneQueue> changed = new ArrayList<>();

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
    changed(queue);
    unstoredBytes += queued.size();
    if (unstoredBytes > MOST_UNSTORED_BYTES) {
      store();
    }
  }

  /**
   * Takes the first delivery of a queue, with its body; null where nothing waits, or the store has
   * lost its chunk. The body is null where the store has lost that. Not while some of it are out.
   */
  @Nullable Queued take(LaneQueue queue) {
    Queued taken = release(queue);
    if (taken != null) {
      done(queue, queue.next() - 1);
    }
    return taken;
  }

  /**
   * The first delivery of a queue that waits, which is not taken, perhaps without its body; null
   * where nothing waits, or the store has lost its chunk.
   */
  @Nullable Queued first(LaneQueue queue) {
    return queue.waiting() > 0 && queue.mustLoad() && !load(queue) ? null : queue.first();
  }

  /** As {@link #take}, but it keeps its place, which is the one before the next. */
  @Nullable Queued release(LaneQueue queue) {
    changed(queue);
    while (queue.waiting() > 0) {
      if (queue.mustLoad() && !load(queue)) {
        return null;
      }
      boolean skipped = queue.isNextDone();
      Queued released = releaseLoaded(queue);
      if (!skipped) {
        return released;
      }
      giveUp(queue);
    }
    return null;
  }

  private Queued releaseLoaded(LaneQueue queue) {
    boolean stored = queue.isNextStored();
    int before = queue.frontBytes();
    Queued released = queue.release();
    loadedBytes -= before - queue.frontBytes();
    return stored && released.body() == null
        ? released.withBody(bodies.body(released.waiting().getRef()))
        : released;
  }

  /** A place that was released is done with. */
  void done(LaneQueue queue, long number) {
    changed(queue);
    queue.done(number);
    giveUp(queue);
  }

  /** What was released and is not done with waits again, in its places. */
  void putBack(LaneQueue queue) {
    changed(queue);
    int before = queue.frontBytes();
    queue.putBack();
    loadedBytes -= before - queue.frontBytes();
    if (queue.frontBytes() == 0) {
      loaded.remove(queue);
    }
  }

  private void giveUp(LaneQueue queue) {
    boolean stored = queue.head() < queue.storedEnd();
    for (Queued first = queue.giveUpFirst(); first != null; first = queue.giveUpFirst()) {
      if (stored && first.shared()) {
        bodies.release(first.waiting().getRef());
      }
      Long chunk = queue.usedUpChunk();
      if (chunk != null) {
        store.delete(BacklogKey.chunk(queue, chunk));
        queue.chunkDeleted();
      }
      stored = queue.head() < queue.storedEnd();
    }
    if (queue.frontBytes() == 0) {
      loaded.remove(queue);
    }
  }

  /** Notes that more of a queue has changed than what waits in it. */
  void changed(LaneQueue queue) {
    if (!queue.changed) {
      queue.changed = true;
      changed.add(queue);
    }
  }

  /** Stores what is in memory only; to be called before the task commits. */
  void store() {
    for (LaneQueue queue : changed) {
      List<Queued> chunk = queue.unstored(CHUNK_ENTRIES, CHUNK_BYTES);
      while (!chunk.isEmpty()) {
        storeChunk(queue, chunk);
        chunk = queue.unstored(CHUNK_ENTRIES, CHUNK_BYTES);
      }
      storeMark(queue);
      queue.changed = false;
    }
    changed.clear();
    unstoredBytes = 0;
    bodies.store();
    unloadSome();
  }

  private void storeChunk(LaneQueue queue, List<Queued> chunk) {
    List<Waiting> entries = chunk.stream().map(this::entry).toList();
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
    long start = queue.chunkToLoad();
    byte[] chunk = store.get(BacklogKey.chunk(queue, start));
    if (chunk == null) {
      skipLost(queue, start);
      return false;
    }
    queue.loaded(CHUNKS.decode(chunk).getEntries().stream().map(Queued::read).toList());
    inMemory(queue, 0);
    unloadSome();
    return true;
  }

  /** Only where the store has lost something: goes on with the chunk after it. */
  private void skipLost(LaneQueue queue, long start) {
    if (queue.hasOut()) {
      return; // once those have come back
    }
    BacklogKey next =
        firstKey(BacklogKey.chunk(queue, start), BacklogKey.chunk(queue, Long.MAX_VALUE));
    long end = next == null ? queue.storedEnd() : next.number();
    log.atError()
        .addKeyValue("workspace_id", queue.workspaceId())
        .addKeyValue("webhook_id", queue.endpointId())
        .addKeyValue("from", queue.head())
        .addKeyValue("to", end)
        .log("Deliveries that waited are missing from the state; those behind them go on");
    queue.skipTo(end);
  }

  private void inMemory(LaneQueue queue, int bytesBefore) {
    loaded.remove(queue); // to the young end, where it is already in
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
        find(lane, lane.queue(deliveryClass));
      }
    }
  }

  private void find(Lane lane, LaneQueue queue) {
    Bytes from = BacklogKey.chunk(queue, 0);
    Bytes to = BacklogKey.chunk(queue, Long.MAX_VALUE);
    BacklogKey first = firstKey(from, to);
    byte[] marked = store.get(BacklogKey.mark(queue));
    QueueMark mark = marked == null ? null : MARKS.decode(marked);
    if (first == null) {
      queue.mark = mark;
      changed(queue); // a mark without chunks would be taken for one of those to come
      return;
    }
    try (KeyValueIterator<Bytes, byte[]> last = store.reverseRange(from, to)) {
      KeyValue<Bytes, byte[]> chunk = last.next();
      List<Waiting> entries = CHUNKS.decode(chunk.value).getEntries();
      long tail = BacklogKey.read(chunk.key).number() + entries.size();
      queue.found(first.number(), tail, since(queue, first.number()), mark);
    }
    long runEnd = mark == null ? 0 : mark.getRunEnd();
    while (queue.next() < runEnd && (!queue.mustLoad() || load(queue))) {
      long number = queue.next();
      boolean isOut = queue.isNextOut();
      Queued out = releaseLoaded(queue);
      if (isOut) {
        lane.inOrder().found(queue, number, out.waiting().getRef().getDeliveryId());
      }
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
