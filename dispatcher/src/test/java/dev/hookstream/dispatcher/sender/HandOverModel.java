package dev.hookstream.dispatcher.sender;

import java.util.BitSet;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/**
 * Four records of a partition for Lincheck: threads report them, the loop collects and commits, and
 * the partition is taken away and comes back.
 */
@Param(name = "record", gen = IntGen.class, conf = "0:3")
public class HandOverModel {
  static final int RECORDS = 4;
  private static final TopicPartition PARTITION = new TopicPartition("deliveries", 0);

  private final Assigned assigned = new Assigned();
  private final PartitionWork first = assigned.assign(PARTITION, new OffsetTracker(0, ""));
  private PartitionWork now = first;

  /** All are received, and none is done. */
  public HandOverModel() {
    receive();
  }

  /** The producer's thread reports one that was received in the first assignment. */
  @Operation
  public void done(@Param(name = "record") int record) {
    first.safe(new Received(first, record, 1));
  }

  /** The loop commits: the offset, and which are done at or behind it. */
  @Operation(nonParallelGroup = "loop")
  public String commit() {
    assigned.settle();
    return text();
  }

  /** The loop loses the partition, commits for the last time, and gets it again. */
  @Operation(nonParallelGroup = "loop")
  public String handOver() {
    Set<PartitionWork> leaving = assigned.revoke(Set.of(PARTITION));
    assigned.settle();
    String last = text();
    long committable = now.tracker.committable();
    String metadata = now.tracker.metadata();
    assigned.forget(leaving);
    now = assigned.assign(PARTITION, new OffsetTracker(committable, metadata));
    receive();
    return last;
  }

  private String text() {
    long committable = now.tracker.committable();
    BitSet done = OffsetMetadata.decode(committable, now.tracker.metadata()).bits();
    return committable + " and behind it " + done;
  }

  private void receive() {
    for (long record = now.tracker.committable(); record < RECORDS; record++) {
      now.tracker.received(record);
    }
  }
}
