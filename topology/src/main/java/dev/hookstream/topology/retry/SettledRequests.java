package dev.hookstream.topology.retry;

import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.topology.settings.SettingsKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Which of a replay's deliveries have begun or had their end, a bit for each event and endpoint: a
 * result that comes twice, as after a kill, must not be counted for another that has not come yet.
 * A million of them take 125 KB. Confined to its task's thread.
 */
final class SettledRequests {
  /** Events to an entry. Few, since each of them writes the entry anew. */
  private static final int EACH = 512;

  private final KeyValueStore<Bytes, byte[]> store;

  SettledRequests(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /** Notes the end of a delivery; false where it was noted before. */
  boolean ended(DeliveryRef ref, String replayId) {
    return add(ref, replayId, "");
  }

  /** Notes that a delivery was asked for; false where it was noted before. */
  boolean asked(DeliveryRef ref, String replayId) {
    return add(ref, replayId, "\0asked");
  }

  private boolean add(DeliveryRef ref, String replayId, String which) {
    long offset = ref.getEventOffset();
    Bytes key =
        bytes(
            prefix(ref.getWorkspaceId(), replayId)
                + ref.getEndpointId()
                + '\0'
                + offset / EACH
                + which);
    byte[] known = store.get(key);
    byte[] bits = known == null ? new byte[EACH / 8] : known.clone();
    int bit = Math.floorMod(offset, EACH);
    int mask = 1 << (bit % 8);
    if ((bits[bit / 8] & mask) != 0) {
      return false;
    }
    bits[bit / 8] |= (byte) mask;
    store.put(key, bits);
    return true;
  }

  /** Forgets a replay's, known by the key of its tally. */
  void forget(String tallyKey) {
    List<Bytes> old = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all =
        store.range(bytes(tallyKey + '\0'), bytes(tallyKey + '\1'))) {
      all.forEachRemaining(entry -> old.add(entry.key));
    }
    old.forEach(store::delete);
  }

  private static String prefix(String workspaceId, String replayId) {
    return SettingsKeys.endpoint(workspaceId, replayId) + '\0';
  }

  private static Bytes bytes(String key) {
    return Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
  }
}
