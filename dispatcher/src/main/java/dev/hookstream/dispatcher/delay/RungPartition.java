package dev.hookstream.dispatcher.delay;

import dev.hookstream.schemas.Topic;
import dev.hookstream.topology.lane.Ladder;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One partition of one rung, for one assignment: what of it waits here, and up to where it is done.
 * The object is the assignment's epoch: a partition that comes back gets a new one, and an
 * acknowledgement that comes late reaches only the old. Confined to the polling thread.
 *
 * <p>Every record of a rung waits equally long, so only the head is looked at.
 */
final class RungPartition {
  private final Topic rung;
  private final TopicPartition partition;
  private final ArrayDeque<HeldRecord> waiting = new ArrayDeque<>();

  /** Received and not yet done, by offset: only offsets that were received are waited for. */
  private final ArrayDeque<HeldRecord> outstanding = new ArrayDeque<>();

  private long waitingBytes;
  private long committed = -1;
  private boolean assigned = true;

  RungPartition(Topic rung, TopicPartition partition) {
    this.rung = rung;
    this.partition = partition;
  }

  Topic rung() {
    return rung;
  }

  TopicPartition partition() {
    return partition;
  }

  boolean assigned() {
    return assigned;
  }

  int waiting() {
    return waiting.size();
  }

  int outstanding() {
    return outstanding.size();
  }

  /** Whether something was sent on, or waits for its last second, and is not yet acknowledged. */
  boolean hasDeparted() {
    return outstanding.size() > waiting.size();
  }

  /** Takes in what was fetched. */
  void receive(ConsumerRecord<byte[], byte[]> raw, long dueAt) {
    long leavesAt =
        dueAt == HeldRecord.AT_ONCE
            ? HeldRecord.AT_ONCE
            : Ladder.leavesAt(rung, raw.timestamp(), dueAt);
    HeldRecord held = new HeldRecord(this, raw, dueAt, leavesAt);
    waiting.addLast(held);
    outstanding.addLast(held);
    waitingBytes += held.bytes();
  }

  /**
   * Lets go of every head whose time has come, in order.
   *
   * @param depart takes a record; false where there is no room for it now, and then it stays head
   */
  void advance(long now, Predicate<HeldRecord> depart) {
    HeldRecord head = waiting.peekFirst();
    while (head != null && head.leavesAt() <= now && depart.test(head)) {
      waiting.removeFirst();
      waitingBytes -= head.bytes();
      head = waiting.peekFirst();
    }
  }

  /** When the head leaves; empty where none waits. */
  Optional<Long> headLeavesAt() {
    return Optional.ofNullable(waiting.peekFirst()).map(HeldRecord::leavesAt);
  }

  /** Whether nothing more is to be fetched: the head is not due soon, or enough is here. */
  boolean toBePaused(long now, DelaySettings settings) {
    @Nullable HeldRecord head = waiting.peekFirst();
    return head != null
        && (head.leavesAt() > now + settings.lookahead().toMillis()
            || waitingBytes >= settings.partitionBytes());
  }

  /** The broker has acknowledged it where it went. */
  void complete(HeldRecord held) {
    held.markDone();
    while (!outstanding.isEmpty() && outstanding.getFirst().done()) {
      outstanding.removeFirst();
    }
  }

  /**
   * The offset to be committed: of the first record that is not done.
   *
   * @param position the consumer's, which counts where nothing is outstanding
   * @return empty where that is committed already
   */
  Optional<Long> toCommit(long position) {
    HeldRecord first = outstanding.peekFirst();
    long offset = first == null ? position : first.raw().offset();
    return offset == committed ? Optional.empty() : Optional.of(offset);
  }

  void committed(long offset) {
    committed = offset;
  }

  /** The commit did not succeed: it is tried again. */
  void commitFailed() {
    committed = -1;
  }

  /** The assignment ends: nothing more leaves. */
  void release() {
    assigned = false;
    waiting.clear();
    waitingBytes = 0;
  }
}
