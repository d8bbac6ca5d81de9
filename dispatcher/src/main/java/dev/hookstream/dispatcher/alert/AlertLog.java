package dev.hookstream.dispatcher.alert;

import dev.hookstream.dispatcher.alert.Mailer.Ticket;
import dev.hookstream.dispatcher.sender.OffsetTracker;
import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.schemas.serde.UnreadableRecordException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topic of alerts: what of it has been told, and what waits. Confined to one thread. */
final class AlertLog implements ConsumerRebalanceListener {
  private static final Logger log = LoggerFactory.getLogger(AlertLog.class);
  private static final long HOUR_MS = 3_600_000;
  private static final AvroCodec<Alert> CODEC = AvroCodec.of(Alert.class);

  /** So many may wait in memory for their mails; the rest waits in Kafka. */
  private static final int MOST_WAITING = 50_000;

  /**
   * So far a partition is read beyond the oldest alert that waits. What is done of it is kept as a
   * bit and an offset, and goes into a commit's metadata, which deflates.
   */
  private static final int FARTHEST_AHEAD = 500_000;

  /** Makes what is followed through the mails. */
  interface Ticketing {
    Ticket of(Alert alert, int partition, long offset);
  }

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final Map<Integer, OffsetTracker> trackers = new HashMap<>();

  /** By partition: how many alerts are in a mail to be, and not behind one that is. */
  private final Map<Integer, Integer> waiting = new HashMap<>();

  private final Set<Integer> changed = new HashSet<>();

  /** Where nothing was committed: who switches mail on hears of the last hour, not of a week. */
  private final Map<Integer, Long> newsSince = new HashMap<>();

  private final InstantSource clock;
  private @Nullable Mailer mailer;

  AlertLog(Consumer<byte[], byte[]> consumer, String topic, InstantSource clock) {
    this.clock = clock;
    this.consumer = consumer;
    this.topic = topic;
  }

  /** Reads for this mailer from now on. */
  void follow(Mailer reader) {
    mailer = reader;
    consumer.subscribe(List.of(topic), this);
  }

  private Mailer mailer() {
    return Objects.requireNonNull(mailer, "follow() has not been called");
  }

  /** How many are read and not done. */
  int waiting() {
    return waiting.values().stream().mapToInt(Integer::intValue).sum();
  }

  void read(Duration patience, Ticketing ticketing) {
    holdBack();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
      OffsetTracker tracker = trackers.get(record.partition());
      if (tracker != null && tracker.received(record.offset())) {
        changed.add(record.partition());
        take(record, ticketing, tracker);
      }
    }
  }

  private void holdBack() {
    consumer.resume(consumer.paused());
    boolean full = waiting() >= MOST_WAITING;
    consumer.pause(
        consumer.assignment().stream().filter(place -> full || isFarAhead(place)).toList());
  }

  private boolean isFarAhead(TopicPartition place) {
    OffsetTracker tracker = trackers.get(place.partition());
    return tracker != null && tracker.outstanding() >= FARTHEST_AHEAD;
  }

  private void take(
      ConsumerRecord<byte[], byte[]> record, Ticketing ticketing, OffsetTracker tracker) {
    try {
      Alert alert = CODEC.decode(record.value());
      if (alert.getAt() < newsSince.getOrDefault(record.partition(), Long.MIN_VALUE)) {
        tracker.done(record.offset());
        return;
      }
      waiting.merge(record.partition(), 1, Integer::sum);
      mailer().take(ticketing.of(alert, record.partition(), record.offset()));
    } catch (UnreadableRecordException e) {
      tracker.done(record.offset());
      log.atError()
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .setCause(e)
          .log("An alert cannot be read; nobody gets mail about it");
    }
  }

  /** All is told that there is to tell of it. */
  void done(Ticket ticket) {
    OffsetTracker tracker = trackers.get(ticket.partition);
    if (tracker != null) {
      tracker.done(ticket.offset);
      waiting.merge(ticket.partition, -1, Integer::sum);
      changed.add(ticket.partition);
    }
  }

  /** Commits what is done, where something is. */
  void commit() {
    commit(new ArrayList<>(changed));
  }

  private void commit(Collection<Integer> partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (int partition : partitions) {
      OffsetTracker tracker = trackers.get(partition);
      if (tracker != null && changed.contains(partition)) {
        offsets.put(
            new TopicPartition(topic, partition),
            new OffsetAndMetadata(tracker.committable(), tracker.metadata()));
      }
    }
    if (offsets.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(offsets);
      changed.removeAll(partitions);
    } catch (RebalanceInProgressException e) {
      log.atDebug().setCause(e).log("Committed after the rebalance");
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata before = committed.get(partition);
      trackers.put(
          partition.partition(),
          before == null
              ? new OffsetTracker(0, "")
              : new OffsetTracker(before.offset(), before.metadata()));
      if (before == null) {
        newsSince.put(partition.partition(), clock.millis() - HOUR_MS);
      }
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    commit(partitions.stream().map(TopicPartition::partition).toList());
    onPartitionsLost(partitions);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      trackers.remove(partition.partition());
      waiting.remove(partition.partition());
      changed.remove(partition.partition());
      newsSince.remove(partition.partition());
      mailer().forget(ticket -> ticket.partition == partition.partition());
    }
  }
}
