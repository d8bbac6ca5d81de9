package dev.hookstream.dispatcher.sender;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits what is done of each partition. Confined to the consumer's thread. */
final class OffsetCommits {
  private static final Logger log = LoggerFactory.getLogger(OffsetCommits.class);

  private final Consumer<byte[], byte[]> consumer;
  private final SenderMetrics metrics;
  private final Duration patience;
  private boolean underWay;

  /** Commits through this consumer; those that wait for the answer do so for the given time. */
  OffsetCommits(Consumer<byte[], byte[]> consumer, SenderMetrics metrics, Duration patience) {
    this.consumer = consumer;
    this.metrics = metrics;
    this.patience = patience;
  }

  /** Without waiting; one at a time. */
  void commit(Collection<PartitionWork> partitions) {
    if (underWay) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> offsets = offsets(partitions);
    if (offsets.isEmpty()) {
      return;
    }
    underWay = true;
    consumer.commitAsync(
        offsets,
        (done, failure) -> {
          underWay = false;
          if (failure != null) {
            failed(failure);
            partitions.forEach(partition -> partition.dirty = true);
          }
        });
  }

  /** Waits until it is committed, or long enough. */
  void commitNow(Collection<PartitionWork> partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = offsets(partitions);
    try {
      if (!offsets.isEmpty()) {
        consumer.commitSync(offsets, patience);
      }
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private void failed(Exception failure) {
    metrics.commitFailures.increment();
    log.atWarn()
        .setCause(failure)
        .log("offsets were not committed; should we end now, some deliveries are made again");
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets(Collection<PartitionWork> partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (PartitionWork work : partitions) {
      OffsetTracker tracker = work.tracker;
      readUpToPosition(work);
      if (work.dirty || tracker.committable() != tracker.committed()) {
        work.dirty = false;
        tracker.committed(tracker.committable());
        offsets.put(
            work.partition, new OffsetAndMetadata(tracker.committable(), tracker.metadata()));
      }
    }
    return offsets;
  }

  /** Past the markers of transactions, which never come as records. */
  private void readUpToPosition(PartitionWork work) {
    try {
      work.tracker.readUpTo(consumer.position(work.partition, Duration.ZERO));
    } catch (TimeoutException e) {
      // There is no position yet, so nothing was read.
    }
  }
}
