package dev.hookstream.topology.lane;

import dev.hookstream.schemas.DeliveryRef;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Bodies that several lanes wait with, kept once: a body by event and contract, and beside it how
 * many still need it. The count is a store of its own so that taking one does not write a body.
 */
final class SharedBodies {
  /** The bodies' store. */
  static final String BODIES = "bodies";

  /** The counts' store. */
  static final String COUNTS = "body-counts";

  private final KeyValueStore<Bytes, byte[]> bodies;
  private final KeyValueStore<Bytes, byte[]> counts;

  SharedBodies(KeyValueStore<Bytes, byte[]> bodies, KeyValueStore<Bytes, byte[]> counts) {
    this.bodies = bodies;
    this.counts = counts;
  }

  /** Keeps a body for so many more that wait with it. */
  void keep(DeliveryRef ref, byte[] body, int users) {
    Bytes key = key(ref);
    int before = count(key);
    if (before == 0) {
      bodies.put(key, body);
    }
    counts.put(key, ByteBuffer.allocate(4).putInt(before + users).array());
  }

  /** The body for one that waits no longer; null where it is not (any more) kept. */
  byte @Nullable [] take(DeliveryRef ref) {
    Bytes key = key(ref);
    byte[] body = bodies.get(key);
    int left = count(key) - 1;
    if (left > 0) {
      counts.put(key, ByteBuffer.allocate(4).putInt(left).array());
    } else {
      bodies.delete(key);
      counts.delete(key);
    }
    return body;
  }

  private int count(Bytes key) {
    byte[] stored = counts.get(key);
    return stored == null ? 0 : ByteBuffer.wrap(stored).getInt();
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
