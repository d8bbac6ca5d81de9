package dev.hookstream.dispatcher.delay;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record of a rung that was fetched and is not yet acknowledged where it goes next. Bytes are
 * passed on as they came. Confined to the polling thread.
 */
final class HeldRecord {
  /** The due time of a record that cannot be read: it is passed on at once. */
  static final long AT_ONCE = Long.MIN_VALUE;

  private final RungPartition home;
  private final ConsumerRecord<byte[], byte[]> raw;
  private final long dueAt;
  private final long leavesAt;
  private boolean done;

  HeldRecord(RungPartition home, ConsumerRecord<byte[], byte[]> raw, long dueAt, long leavesAt) {
    this.home = home;
    this.raw = raw;
    this.dueAt = dueAt;
    this.leavesAt = leavesAt;
  }

  RungPartition home() {
    return home;
  }

  ConsumerRecord<byte[], byte[]> raw() {
    return raw;
  }

  /** Milliseconds since 1970, or {@link #AT_ONCE}. */
  long dueAt() {
    return dueAt;
  }

  /** Milliseconds since 1970. */
  long leavesAt() {
    return leavesAt;
  }

  int bytes() {
    return Math.max(0, raw.serializedKeySize()) + Math.max(0, raw.serializedValueSize());
  }

  boolean done() {
    return done;
  }

  void markDone() {
    done = true;
  }
}
