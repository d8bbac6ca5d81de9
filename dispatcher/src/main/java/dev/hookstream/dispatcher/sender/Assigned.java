package dev.hookstream.dispatcher.sender;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that one life of the consumer has, and what of them is not yet reported. Reports
 * come from any thread, by {@link PartitionWork#safe}; all else is confined to the loop's.
 */
final class Assigned {
  private final LinkedBlockingQueue<Received> safe = new LinkedBlockingQueue<>();
  private final Map<TopicPartition, PartitionWork> partitions = new HashMap<>();
  private int outstanding;
  private long outstandingBytes;

  /** A partition is ours from now on. */
  PartitionWork assign(TopicPartition partition, OffsetTracker tracker) {
    PartitionWork work = new PartitionWork(partition, tracker, safe);
    partitions.put(partition, work);
    return work;
  }

  @Nullable PartitionWork get(TopicPartition partition) {
    return partitions.get(partition);
  }

  Collection<PartitionWork> all() {
    return partitions.values();
  }

  /** These are being taken away; what is reported until they are forgotten still counts. */
  Set<PartitionWork> revoke(Collection<TopicPartition> gone) {
    Set<PartitionWork> leaving = new HashSet<>();
    for (TopicPartition partition : gone) {
      PartitionWork work = partitions.get(partition);
      if (work != null) {
        work.revoke();
        leaving.add(work);
      }
    }
    return leaving;
  }

  void forget(Collection<PartitionWork> gone) {
    gone.forEach(work -> partitions.remove(work.partition, work));
  }

  /** One more record is to be reported. */
  void count(int bytes) {
    outstanding++;
    outstandingBytes += bytes;
  }

  /** These will not be: they never began. */
  void uncount(List<? extends Received> dropped) {
    outstanding -= dropped.size();
    dropped.forEach(work -> outstandingBytes -= work.bytes);
  }

  boolean isFull(SenderSettings settings) {
    return outstanding >= settings.maxOutstanding()
        || outstandingBytes >= settings.maxOutstandingBytes();
  }

  /** Takes note of all that was reported until now. */
  void settle() {
    settle(safe.poll());
  }

  /** The same, after a wait of at most 20 ms for the first. */
  void settleSoon() throws InterruptedException {
    settle(safe.poll(20, TimeUnit.MILLISECONDS));
  }

  private void settle(@Nullable Received first) {
    for (Received work = first; work != null; work = safe.poll()) {
      work.partition.begun.decrementAndGet();
      outstanding--;
      outstandingBytes -= work.bytes;
      if (partitions.get(work.partition.partition) == work.partition) {
        work.partition.tracker.done(work.offset);
        work.partition.dirty = true;
      }
    }
  }
}
