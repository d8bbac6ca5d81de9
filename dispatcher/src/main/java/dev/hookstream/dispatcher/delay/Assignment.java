package dev.hookstream.dispatcher.delay;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that are ours now. On revocation: stop, drain briefly, commit, forget. Confined to
 * the polling thread, from whose poll the rebalance is told.
 */
final class Assignment implements ConsumerRebalanceListener {
  private static final Logger log = LoggerFactory.getLogger(Assignment.class);

  private static final Duration POSITION_WAIT = Duration.ofMillis(5);

  private final Consumer<byte[], byte[]> consumer;
  private final Map<String, Topic> rungs;
  private final Forwarder forwarder;
  private final ShortWaits shortWaits;
  private final DelaySettings settings;
  private final DelayMetrics metrics;
  private final Map<TopicPartition, RungPartition> partitions = new HashMap<>();

  Assignment(
      Consumer<byte[], byte[]> consumer,
      KafkaSettings kafka,
      Forwarder forwarder,
      ShortWaits shortWaits,
      DelaySettings settings,
      DelayMetrics metrics) {
    this.consumer = consumer;
    this.rungs = Topic.LADDER.stream().collect(Collectors.toMap(kafka::topic, Function.identity()));
    this.forwarder = forwarder;
    this.shortWaits = shortWaits;
    this.settings = settings;
    this.metrics = metrics;
  }

  Collection<RungPartition> partitions() {
    return partitions.values();
  }

  Optional<RungPartition> find(TopicPartition partition) {
    return Optional.ofNullable(partitions.get(partition));
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
    for (TopicPartition partition : assigned) {
      Topic rung = rungs.get(partition.topic());
      if (rung != null) {
        partitions.put(partition, new RungPartition(rung, partition));
      }
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    List<RungPartition> released = release(revoked);
    if (released.isEmpty()) {
      return;
    }
    forwarder.drain(
        settings.drain(),
        left ->
            log.atWarn()
                .addKeyValue("records", left)
                .log("Kafka has not acknowledged everything; it may be sent again"));
    try {
      consumer.commitSync(offsets(released), settings.drain());
      metrics.committed();
    } catch (KafkaException e) {
      log.atWarn()
          .setCause(e)
          .log("offsets of the delay line could not be committed; what was done may be done again");
    }
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> lost) {
    release(lost);
  }

  /** Commits what is done, without waiting; where that fails the next call tries again. */
  void commit() {
    Map<TopicPartition, OffsetAndMetadata> offsets = offsets(partitions.values());
    if (offsets.isEmpty()) {
      return;
    }
    offsets.forEach(
        (partition, offset) -> find(partition).ifPresent(p -> p.committed(offset.offset())));
    consumer.commitAsync(
        offsets,
        (committed, error) -> {
          if (error == null) {
            metrics.committed();
          } else {
            log.atDebug().setCause(error).log("a commit did not succeed; the next one will do");
            committed.keySet().forEach(p -> find(p).ifPresent(RungPartition::commitFailed));
          }
        });
  }

  private List<RungPartition> release(Collection<TopicPartition> gone) {
    List<RungPartition> released = new ArrayList<>();
    for (TopicPartition partition : gone) {
      RungPartition removed = partitions.remove(partition);
      if (removed != null) {
        removed.release();
        released.add(removed);
      }
    }
    shortWaits.forgetReleased();
    return released;
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets(Collection<RungPartition> of) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (RungPartition partition : of) {
      position(partition.partition())
          .flatMap(partition::toCommit)
          .ifPresent(offset -> offsets.put(partition.partition(), new OffsetAndMetadata(offset)));
    }
    return offsets;
  }

  /**
   * The consumer's position, which unlike the last record's offset is past a transaction's marker.
   * Empty where it is not known yet, just after an assignment: then nothing was fetched either.
   */
  private Optional<Long> position(TopicPartition partition) {
    try {
      return Optional.of(consumer.position(partition, POSITION_WAIT));
    } catch (TimeoutException e) {
      return Optional.empty();
    }
  }
}
