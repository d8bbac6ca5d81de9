package dev.hookstream.topology.lane;

import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.Waiting;
import dev.hookstream.schemas.serde.AvroCodec;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Since when the oldest delivery of a lane waits, for those who look from outside the task. */
public final class OldestWaiting {
  /** The store that it is read from. */
  public static final String STORE = Backlog.STORE;

  private static final AvroCodec<Waiting> CODEC = AvroCodec.of(Waiting.class);

  private OldestWaiting() {}

  /** Milliseconds since 1970; null where nothing waits, or the task took it at this moment. */
  public static @Nullable Long since(ReadOnlyKeyValueStore<Bytes, byte[]> backlog, Lane lane) {
    Long oldest = null;
    for (DeliveryClass deliveryClass : DeliveryClass.values()) {
      Lane.Queue queue = lane.queue(deliveryClass);
      byte[] head =
          queue.size() == 0 ? null : backlog.get(BacklogKey.of(lane, deliveryClass, queue.head()));
      if (head != null) {
        long since = CODEC.decode(head).getSince();
        oldest = oldest == null ? since : Math.min(oldest, since);
      }
    }
    return oldest;
  }
}
