package dev.hookstream.topology.lane;

import dev.hookstream.schemas.BacklogChunk;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.QueueMark;
import dev.hookstream.schemas.Waiting;
import dev.hookstream.schemas.serde.AvroCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what waits in an endpoint's lane, from outside of its task: as of the last commit, and
 * as safe for threads as the store is.
 */
public final class WaitingReader {
  /** The store of what waits. */
  public static final String STORE = Backlog.STORE;

  /** A page reads no more, though a filter may let nothing through; each has up to 256 places. */
  private static final int MOST_CHUNKS = 20;

  private static final AvroCodec<BacklogChunk> CHUNKS = AvroCodec.of(BacklogChunk.class);
  private static final AvroCodec<QueueMark> MARKS = AvroCodec.of(QueueMark.class);

  private final ReadOnlyKeyValueStore<Bytes, byte[]> backlog;

  /** Over {@link #STORE}. */
  public WaitingReader(ReadOnlyKeyValueStore<Bytes, byte[]> backlog) {
    this.backlog = backlog;
  }

  /**
   * Some of what waits.
   *
   * @param waiting without bodies
   * @param next where the next part begins; null after the last
   */
  public record Part(List<Waiting> waiting, @Nullable String next) {
    /** Copies the list. */
    public Part {
      waiting = List.copyOf(waiting);
    }
  }

  /** A place of a queue, that a page ended with: the next one goes on below it. */
  private record Cursor(int deliveryClass, long below) {
    private static final String PREFIX = "held.";

    static Cursor parse(@Nullable String text) {
      if (text == null) {
        return new Cursor(0, Long.MAX_VALUE);
      }
      if (!text.matches("held\\.[0-9]\\.[0-9]{1,18}")) {
        throw new IllegalArgumentException("the cursor is none that this list has given");
      }
      int dot = PREFIX.length() + 1;
      return new Cursor(text.charAt(dot - 1) - '0', Long.parseLong(text.substring(dot + 1)));
    }

    String text() {
      return PREFIX + deliveryClass + "." + below;
    }
  }

  /**
   * What waits, live traffic first, of each class what came last first.
   *
   * @param cursor {@link Part#next} of the part before, null for the first
   * @param limit the most, at least 1
   * @throws IllegalArgumentException where the cursor is none of this list
   */
  public Part lastFirst(
      String workspaceId,
      String endpointId,
      Predicate<DeliveryRef> wanted,
      @Nullable String cursor,
      int limit) {
    Walk walk = new Walk(wanted, limit);
    Cursor at = Cursor.parse(cursor);
    DeliveryClass[] classes = DeliveryClass.values();
    for (int i = at.deliveryClass(); i < classes.length; i++) {
      long below = i == at.deliveryClass() ? at.below() : Long.MAX_VALUE;
      BacklogKey queue = new BacklogKey(workspaceId, endpointId, classes[i], 0);
      long stopped = walk.queue(queue, below);
      if (stopped >= 0) {
        return new Part(walk.found, new Cursor(i, stopped).text());
      }
    }
    return new Part(walk.found, null);
  }

  /**
   * One delivery that waits, without its body; empty where it does not wait, or lies in a queue far
   * from where its time is.
   *
   * @throws IllegalArgumentException where the text is no delivery's id
   */
  public Optional<Waiting> find(String workspaceId, String endpointId, String deliveryId) {
    for (DeliveryClass each : DeliveryClass.values()) {
      BacklogKey queue = new BacklogKey(workspaceId, endpointId, each, 0);
      byte[] marked = backlog.get(queue.mark());
      QueueMark mark =
          marked == null ? QueueMark.newBuilder().setHead(0).build() : MARKS.decode(marked);
      Optional<Waiting> found = new WaitingSearch(backlog, queue, mark).find(deliveryId);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private final class Walk {
    final List<Waiting> found = new ArrayList<>();
    private final Predicate<DeliveryRef> wanted;
    private final int limit;
    private int chunks;

    Walk(Predicate<DeliveryRef> wanted, int limit) {
      this.wanted = wanted;
      this.limit = limit;
    }

    /** Answers the place below which the next part goes on; -1 where the queue is at its end. */
    long queue(BacklogKey queue, long from) {
      byte[] marked = backlog.get(queue.mark());
      QueueMark mark =
          marked == null ? QueueMark.newBuilder().setHead(0).build() : MARKS.decode(marked);
      long head = Math.max(mark.getHead(), mark.getDiscardEnd());
      long below = from;
      BacklogKey last =
          new BacklogKey(queue.workspaceId(), queue.endpointId(), queue.deliveryClass(), below - 1);
      try (KeyValueIterator<Bytes, byte[]> stored =
          backlog.reverseRange(queue.bytes(), last.bytes())) {
        while (below > head && stored.hasNext()) {
          if (chunks++ == MOST_CHUNKS) {
            return below;
          }
          KeyValue<Bytes, byte[]> chunk = stored.next();
          long first = BacklogKey.read(chunk.key).number();
          List<Waiting> entries = CHUNKS.decode(chunk.value).getEntries();
          below = Math.min(below, first + entries.size());
          while (below > Math.max(first, head)) {
            if (found.size() == limit) {
              return below;
            }
            below--;
            Waiting entry = entries.get(Math.toIntExact(below - first));
            if (!mark.getRunDone().contains(below) && wanted.test(entry.getRef())) {
              entry.setBody(null);
              found.add(entry);
            }
          }
        }
      }
      return -1;
    }
  }
}
