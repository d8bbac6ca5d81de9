package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * The events of the last day by their ids, so that one seen twice is dropped and one asked for by
 * its id is found. Kept in slots of eight hours: looking one up is four reads of exact keys, and
 * old slots go as whole files.
 */
public final class SeenEvents {
  /** The store's name. */
  public static final String STORE = "seen-events";

  private static final long DAY_MS = Duration.ofDays(1).toMillis();
  private static final long SLOT_MS = Duration.ofHours(8).toMillis();

  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(SeenEvents::sha256);

  /**
   * Where an event lies on the events topic, and when it was read.
   *
   * @param content {@link #contentOf} the event
   */
  public record Place(int partition, long offset, long seenAt, long content) {}

  /**
   * What tells two events of one id apart: 64 bits of a hash over type, product and data. The time
   * is left out: who publishes again may leave it to us.
   */
  public static long contentOf(Event event) {
    MessageDigest digest = SHA_256.get();
    for (String part :
        List.of(
            event.getType(), Objects.requireNonNullElse(event.getProduct(), ""), event.getData())) {
      digest.update(part.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private final WindowStore<Bytes, byte[]> store;

  SeenEvents(WindowStore<Bytes, byte[]> store) {
    this.store = store;
  }

  static StoreBuilder<WindowStore<Bytes, byte[]>> builder() {
    return Stores.windowStoreBuilder(
        Stores.persistentWindowStore(
            STORE, Duration.ofMillis(DAY_MS + 2 * SLOT_MS), Duration.ofMillis(SLOT_MS), false),
        Serdes.Bytes(),
        Serdes.ByteArray());
  }

  /**
   * Makes sure that there is a slot. Kafka Streams keeps how far it has written a store of slots in
   * its slots; where there is none it cannot know that after a stop in order, takes the task for
   * corrupted and rebuilds all of its state.
   */
  void begin(long now) {
    try (KeyValueIterator<Windowed<Bytes>, byte[]> all = store.all()) {
      if (all.hasNext()) {
        return;
      }
    }
    note(key("", ""), -1, -1, 0, now);
  }

  /** What an event is to those of the last day. */
  enum Sight {
    /** Its id has not been seen. */
    FIRST,
    /**
     * It has been seen at this very place, and that was committed: an operator has set the offsets
     * back. What is read again after an aborted transaction was not noted.
     */
    AGAIN,
    /** Its id was seen at another place. */
    COPY
  }

  /** Notes an event, and says what it is. */
  Sight note(Event event, int partition, long offset, long now) {
    Bytes key = key(event.getWorkspaceId(), event.getId());
    Optional<Place> seen = find(slot -> store.fetch(key, slot), now);
    if (seen.isPresent()) {
      return seen.get().offset() == offset && seen.get().partition() == partition
          ? Sight.AGAIN
          : Sight.COPY;
    }
    note(key, partition, offset, contentOf(event), now);
    return Sight.FIRST;
  }

  private void note(Bytes key, int partition, long offset, long content, long now) {
    store.put(
        key,
        ByteBuffer.allocate(28)
            .putInt(partition)
            .putLong(offset)
            .putLong(now)
            .putLong(content)
            .array(),
        now - Math.floorMod(now, SLOT_MS));
  }

  /** The key of an event. */
  public static Bytes key(String workspaceId, String eventId) {
    return Bytes.wrap((workspaceId + '\0' + eventId).getBytes(StandardCharsets.UTF_8));
  }

  /** How a slot of the store is read: from inside the task, or by a query from outside. */
  public interface Slot {
    /** The value in the slot that begins at this time, or null. */
    byte @Nullable [] fetch(long slotStart);
  }

  /** Looks an event up in the slots of the last day. */
  public static Optional<Place> find(Slot slots, long now) {
    long slot = now - Math.floorMod(now, SLOT_MS);
    for (long from = slot; from >= slot - DAY_MS && from >= 0; from -= SLOT_MS) {
      byte[] value = slots.fetch(from);
      if (value != null) {
        ByteBuffer buffer = ByteBuffer.wrap(value);
        Place place =
            new Place(buffer.getInt(), buffer.getLong(), buffer.getLong(), buffer.getLong());
        return place.seenAt() + DAY_MS > now ? Optional.of(place) : Optional.empty();
      }
    }
    return Optional.empty();
  }
}
