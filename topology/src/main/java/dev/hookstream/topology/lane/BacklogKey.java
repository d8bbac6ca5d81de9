package dev.hookstream.topology.lane;

import dev.hookstream.schemas.DeliveryClass;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys of the backlog: workspace, NUL, endpoint, NUL, class, number. In the order of bytes a lane's
 * queues lie together, each from its head to its tail, with its mark behind.
 */
@SuppressWarnings("EnumOrdinal") // the order of the classes is the order of the keys
record BacklogKey(String workspaceId, String endpointId, DeliveryClass deliveryClass, long number) {
  /** Instead of a chunk's number; in the order of bytes behind all of them. */
  private static final long MARK = -1;

  /** The chunk whose first delivery has this number. */
  static Bytes chunk(LaneQueue queue, long number) {
    return new BacklogKey(queue.workspaceId(), queue.endpointId(), queue.deliveryClass(), number)
        .bytes();
  }

  /** The mark of the queue that this is a key of. */
  Bytes mark() {
    return new BacklogKey(workspaceId, endpointId, deliveryClass, MARK).bytes();
  }

  Bytes bytes() {
    byte[] prefix = prefix(workspaceId, endpointId);
    return Bytes.wrap(
        ByteBuffer.allocate(prefix.length + 9)
            .put(prefix)
            .put((byte) deliveryClass.ordinal())
            .putLong(number)
            .array());
  }

  /** The queue's mark. */
  static Bytes mark(LaneQueue queue) {
    return chunk(queue, MARK);
  }

  /** Above every key of the lane, and below those of any other. */
  static Bytes end(String workspaceId, String endpointId) {
    byte[] prefix = prefix(workspaceId, endpointId);
    prefix[prefix.length - 1] = 1;
    return Bytes.wrap(prefix);
  }

  static Bytes start(String workspaceId, String endpointId) {
    return Bytes.wrap(prefix(workspaceId, endpointId));
  }

  static BacklogKey read(Bytes key) {
    byte[] bytes = key.get();
    int first = 0;
    while (bytes[first] != 0) {
      first++;
    }
    int second = bytes.length - 10;
    return new BacklogKey(
        new String(bytes, 0, first, StandardCharsets.UTF_8),
        new String(bytes, first + 1, second - first - 1, StandardCharsets.UTF_8),
        DeliveryClass.values()[bytes[second + 1]],
        ByteBuffer.wrap(bytes, second + 2, 8).getLong());
  }

  private static byte[] prefix(String workspaceId, String endpointId) {
    return (workspaceId + '\0' + endpointId + '\0').getBytes(StandardCharsets.UTF_8);
  }
}
