package dev.hookstream.topology.flow;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Between which offsets the parked events of one record key lie. Their keys in the store: the
 * length of the record's key (-1: it has none), the key, the offset.
 */
final class ParkedQueue {
  private final Bytes name;
  private long first;
  private long last;

  ParkedQueue(Bytes name, long offset) {
    this.name = name;
    this.first = offset;
    this.last = offset;
  }

  /** Under what the events of a record key lie; none is the beginning of another. */
  static Bytes name(byte @Nullable [] recordKey) {
    if (recordKey == null) {
      return Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(-1).array());
    }
    return Bytes.wrap(
        ByteBuffer.allocate(Integer.BYTES + recordKey.length)
            .putInt(recordKey.length)
            .put(recordKey)
            .array());
  }

  /** The queue that an entry of the store is the first of. */
  static ParkedQueue of(Bytes firstKey) {
    byte[] key = firstKey.get();
    return new ParkedQueue(
        Bytes.wrap(Arrays.copyOf(key, key.length - Long.BYTES)), offset(firstKey));
  }

  static long offset(Bytes key) {
    return ByteBuffer.wrap(key.get()).getLong(key.get().length - Long.BYTES);
  }

  Bytes name() {
    return name;
  }

  Bytes key(long offset) {
    byte[] prefix = name.get();
    return Bytes.wrap(
        ByteBuffer.allocate(prefix.length + Long.BYTES).put(prefix).putLong(offset).array());
  }

  Bytes first() {
    return key(first);
  }

  Bytes last() {
    return key(last);
  }

  /** Above every key of this queue, and below those of any other. */
  Bytes end() {
    return key(Long.MAX_VALUE);
  }

  /** Events that are read again, from an offset that was reset, can come before the first. */
  void add(long offset) {
    first = Math.min(first, offset);
    last = Math.max(last, offset);
  }

  void taken(long offset) {
    first = offset + 1;
  }

  boolean isEmpty() {
    return first > last;
  }

  void clear() {
    first = last + 1;
  }
}
