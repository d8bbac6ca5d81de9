package dev.hookstream.topology.lane;

import dev.hookstream.schemas.DeliveryRef;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Bodies that several lanes wait with, stored once: a body by event and contract, and beside it how
 * many stored deliveries still need it. What is kept and released between two commits is counted in
 * memory, and only the sum is stored.
 */
final class SharedBodies {
  /** The bodies' store. */
  static final String BODIES = "bodies";

  /** The counts' store: one of its own, so that a body is not written again with each count. */
  static final String COUNTS = "body-counts";

  private static final long RECENT_BYTES = 4 << 20;

  /** What the next commit does to a body's count; the bytes where one that is new was kept. */
  private static final class Difference {
    int users;
    byte @Nullable [] body;
  }

  private final KeyValueStore<Bytes, byte[]> bodies;
  private final KeyValueStore<Bytes, byte[]> counts;
  private final Map<Bytes, Difference> differences = new HashMap<>();

  /** Read lately, since the lanes that wait with one body often come to it together. */
  private final LinkedHashMap<Bytes, byte[]> recent = new LinkedHashMap<>(64, 0.75f, true);

  private long recentBytes;

  SharedBodies(KeyValueStore<Bytes, byte[]> bodies, KeyValueStore<Bytes, byte[]> counts) {
    this.bodies = bodies;
    this.counts = counts;
  }

  /** One more stored delivery needs this body. */
  void keep(DeliveryRef ref, byte[] body) {
    Difference difference = difference(key(ref));
    difference.users++;
    difference.body = body;
  }

  /** One stored delivery fewer needs it. */
  void release(DeliveryRef ref) {
    difference(key(ref)).users--;
  }

  /** The body, before its release; null where the store has lost it. */
  byte @Nullable [] body(DeliveryRef ref) {
    Bytes key = key(ref);
    Difference difference = differences.get(key);
    byte[] body = difference == null ? null : difference.body;
    if (body == null) {
      body = recent.get(key);
    }
    if (body == null) {
      body = bodies.get(key);
      if (body != null) {
        remember(key, body);
      }
    }
    return body;
  }

  /** Stores the sums; to be called before the task commits. */
  void store() {
    differences.forEach(this::store);
    differences.clear();
  }

  private void store(Bytes key, Difference difference) {
    if (difference.users == 0) {
      return;
    }
    byte[] stored = counts.get(key);
    int before = stored == null ? 0 : ByteBuffer.wrap(stored).getInt();
    int after = before + difference.users;
    if (before == 0 && difference.body != null) {
      bodies.put(key, difference.body);
    }
    if (after > 0) {
      counts.put(key, ByteBuffer.allocate(4).putInt(after).array());
    } else {
      bodies.delete(key);
      counts.delete(key);
    }
  }

  private void remember(Bytes key, byte[] body) {
    recent.put(key, body);
    recentBytes += body.length;
    Iterator<byte[]> eldest = recent.values().iterator();
    while (recentBytes > RECENT_BYTES && eldest.hasNext()) {
      recentBytes -= eldest.next().length;
      eldest.remove();
    }
  }

  private Difference difference(Bytes key) {
    return differences.computeIfAbsent(key, made -> new Difference());
  }

  private static Bytes key(DeliveryRef ref) {
    String replay = ref.getReplayId() == null ? "" : ref.getReplayId();
    return Bytes.wrap(
        String.join(
                "\0",
                ref.getWorkspaceId(),
                Long.toString(ref.getEventPartition(), 36),
                Long.toString(ref.getEventOffset(), 36),
                ref.getContract(),
                replay)
            .getBytes(StandardCharsets.UTF_8));
  }
}
