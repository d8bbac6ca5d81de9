package dev.hookstream.topology.log;

import dev.hookstream.topology.match.DeliveryId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Deletes what a workspace has in the log's stores up to a time: segment by segment, and in each in
 * the order of its keys from where the step before ended, so that no step walks past what earlier
 * ones have deleted. A task that starts again begins anew.
 */
final class LogSweep {
  private final String workspace;
  private final long through;
  private final WindowStore<Bytes, byte[]> rows;
  private final Deque<Segment> left = new ArrayDeque<>();
  private Bytes from;

  /** What lies in one piece of a store. */
  private record Segment(WindowStore<Bytes, byte[]> store, long tally, long first, long last) {}

  LogSweep(ProcessingContext context, LogSettings settings, String workspace, long through) {
    this.workspace = workspace;
    this.through = through;
    this.rows = context.getStateStore(LogTopology.ROWS);
    this.from = LogKeys.all(workspace).first();
    long hour = LogTopology.HOUR.toMillis();
    long five = LogTopology.FIVE_MINUTES.toMillis();
    add(rows, settings, hour);
    add(context.getStateStore(LogTopology.ATTEMPTS), settings, hour);
    add(context.getStateStore(LogTopology.FIVES), LogTopology.FIVES_KEPT, five);
  }

  private void add(WindowStore<Bytes, byte[]> store, LogSettings settings, long tally) {
    long length = settings.segment().toMillis();
    long oldest = Math.max(0, through - settings.retention().toMillis() - 2 * length);
    for (long first = oldest - oldest % length; first <= through; first += length) {
      left.add(new Segment(store, tally, first, Math.min(first + length - 1, through)));
    }
  }

  /**
   * Goes on.
   *
   * @param most entries that may be looked at
   * @return whether nothing is left
   */
  boolean step(int most) {
    int looked = 0;
    while (!left.isEmpty() && looked < most) {
      Segment segment = left.element();
      List<Windowed<Bytes>> found = some(segment, most - looked);
      for (Windowed<Bytes> key : found) {
        if (!isNew(segment, key)) {
          segment.store().put(key.key(), null, key.window().start());
        }
      }
      looked += found.size() + 1;
      if (found.isEmpty()) {
        left.remove();
        from = LogKeys.all(workspace).first();
      } else {
        from = after(found.get(found.size() - 1).key());
      }
    }
    return left.isEmpty();
  }

  /** All that a key has in a segment is taken together, as its next one is where a step begins. */
  private List<Windowed<Bytes>> some(Segment segment, int most) {
    List<Windowed<Bytes>> found = new ArrayList<>();
    try (KeyValueIterator<Windowed<Bytes>, byte[]> entries =
        segment
            .store()
            .fetch(
                from,
                LogKeys.all(workspace).last(),
                Instant.ofEpochMilli(segment.first()),
                Instant.ofEpochMilli(segment.last()))) {
      while (entries.hasNext()) {
        Windowed<Bytes> next = entries.next().key;
        boolean another = found.isEmpty() || !found.get(found.size() - 1).key().equals(next.key());
        if (another && found.size() >= most) {
          break;
        }
        found.add(next);
      }
    }
    return found;
  }

  /**
   * Whether the stretch of a tally goes beyond the time, and its webhook has deliveries since: then
   * the webhook was made since, as those from before are gone, and all in it is of the new one.
   */
  private boolean isNew(Segment segment, Windowed<Bytes> key) {
    if (!LogKeys.isTally(workspace, key.key())
        || key.window().start() + segment.tally() <= through + 1) {
      return false;
    }
    LogKeys.Range since =
        LogKeys.rows(workspace, LogKeys.endpointOf(key.key()), through + 1, DeliveryId.MAX_TIME);
    try (KeyValueIterator<Windowed<Bytes>, byte[]> found =
        rows.fetch(
            since.first(),
            since.last(),
            Instant.ofEpochMilli(through + 1),
            Instant.ofEpochMilli(DeliveryId.MAX_TIME))) {
      return found.hasNext();
    }
  }

  private static Bytes after(Bytes key) {
    byte[] next = Arrays.copyOf(key.get(), key.get().length + 1);
    return Bytes.wrap(next);
  }
}
