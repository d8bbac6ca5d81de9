package dev.hookstream.dispatcher.sender;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits what is done of each partition, and knows by that how long ago we were in the group: a
 * commit is refused to who is not. A consumer learns late that it was given up (it stood still, or
 * the connection was gone), reads on meanwhile, and would send again what its successor has sent.
 * Confined to the consumer's thread.
 */
final class OffsetCommits {
  private static final Logger log = LoggerFactory.getLogger(OffsetCommits.class);

  private static final long SESSION_NANOS =
      TimeUnit.MILLISECONDS.toNanos(KafkaSettings.SESSION_TIMEOUT_MILLIS);

  private final Consumer<byte[], byte[]> consumer;
  private final SenderMetrics metrics;
  private final Duration patience;
  private final LongSupplier nanos;
  private long member;
  private boolean underWay;

  /**
   * Commits through this consumer; those that wait for the answer do so for the given time.
   *
   * @param nanos a clock that goes on while the process stands still
   */
  OffsetCommits(
      Consumer<byte[], byte[]> consumer,
      SenderMetrics metrics,
      Duration patience,
      LongSupplier nanos) {
    this.consumer = consumer;
    this.metrics = metrics;
    this.patience = patience;
    this.nanos = nanos;
    this.member = nanos.getAsLong();
  }

  /** The group has given us partitions at this moment. */
  void joined() {
    member = nanos.getAsLong();
  }

  /** Whether the last that we heard of the group is older than a session: others may have ours. */
  boolean doubtful() {
    return silentFor() >= SESSION_NANOS;
  }

  private long silentFor() {
    return nanos.getAsLong() - member;
  }

  /** Without waiting; one at a time. */
  void commit(Collection<PartitionWork> partitions) {
    if (underWay) {
      return;
    }
    long asked = nanos.getAsLong();
    Map<TopicPartition, OffsetAndMetadata> offsets = offsets(partitions);
    if (offsets.isEmpty() && silentFor() > SESSION_NANOS / 3) {
      // One is enough to hear of the group, so that the next delivery need not wait for that.
      partitions.stream().limit(1).forEach(work -> offsets.put(work.partition, offset(work)));
    }
    if (offsets.isEmpty()) {
      return;
    }
    underWay = true;
    consumer.commitAsync(
        offsets,
        (done, failure) -> {
          underWay = false;
          // In a rebalance we wait as a member: who was given up is told so before it can wait.
          if (failure == null || failure instanceof RebalanceInProgressException) {
            member = Math.max(member, asked);
          }
          if (failure == null) {
            metrics.lastCommit.renew();
          } else {
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
        metrics.lastCommit.renew();
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
        offsets.put(work.partition, offset(work));
      }
    }
    return offsets;
  }

  private static OffsetAndMetadata offset(PartitionWork work) {
    return new OffsetAndMetadata(work.tracker.committable(), work.tracker.metadata());
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
