package dev.hookstream.dispatcher.sender;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;

/**
 * One partition in one assignment. The object is the epoch: when the partition is taken away and
 * comes back there is a new one, and completions that belong to the old one find nothing to touch.
 */
final class PartitionWork {
  final TopicPartition partition;

  /** Confined to the loop's thread. */
  final OffsetTracker tracker;

  /** Works that were begun and are not yet reported. */
  final AtomicInteger begun = new AtomicInteger();

  /** Confined to the loop's thread: whether there is something new to commit. */
  boolean dirty;

  private final Queue<Received> safe;
  private volatile boolean revoked;

  /**
   * Begins an assignment.
   *
   * @param safe thread-safe; where the loop that has this assignment finds what the brokers have
   */
  PartitionWork(TopicPartition partition, OffsetTracker tracker, Queue<Received> safe) {
    this.partition = partition;
    this.tracker = tracker;
    this.safe = safe;
  }

  /** The brokers have this record's attempt. From any thread. */
  void safe(Received received) {
    safe.add(received);
  }

  boolean revoked() {
    return revoked;
  }

  void revoke() {
    revoked = true;
  }
}
