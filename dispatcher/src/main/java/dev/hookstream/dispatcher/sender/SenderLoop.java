package dev.hookstream.dispatcher.sender;

import dev.hookstream.dispatcher.trace.LogIds;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Delivery;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One life of the consumer: reads deliveries, keeps account of what is done, commits. Confined to
 * the thread that runs it.
 */
final class SenderLoop implements ConsumerRebalanceListener {
  private static final Logger log = LoggerFactory.getLogger(SenderLoop.class);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final long TICK_NANOS = 250_000_000L;

  private final Consumer<byte[], byte[]> consumer;
  private final SenderSettings settings;
  private final Dispatch dispatch;
  private final Function<byte[], Delivery> decoder;
  private final InstantSource clock;
  private final SenderMetrics metrics;
  private final Assigned assigned = new Assigned();
  private final OffsetCommits commits;
  private long nextCommit = System.nanoTime();
  private long nextTick = System.nanoTime();

  SenderLoop(
      Consumer<byte[], byte[]> consumer,
      SenderSettings settings,
      Dispatch dispatch,
      Function<byte[], Delivery> decoder,
      InstantSource clock,
      SenderMetrics metrics) {
    this.consumer = consumer;
    this.settings = settings;
    this.dispatch = dispatch;
    this.decoder = decoder;
    this.clock = clock;
    this.metrics = metrics;
    this.commits = new OffsetCommits(consumer, metrics, settings.drainOnRevoke(), System::nanoTime);
  }

  void subscribe(String topic) {
    consumer.subscribe(List.of(topic), this);
  }

  /** One round; to be called without pause, since it is also what keeps us in the group. */
  void runOnce() {
    assigned.settle();
    pauseOrResume();
    try {
      receive();
    } catch (WakeupException e) {
      // Somebody wants the thread to look around: it does, on each round.
    }
    long now = System.nanoTime();
    if (now - nextTick >= 0) {
      nextTick = now + TICK_NANOS;
      dispatch.tick();
    }
    if (now - nextCommit >= 0) {
      nextCommit = now + settings.commitEvery().toNanos();
      commits.commit(assigned.all());
    }
  }

  /** Ends this life in order: what is in flight may finish within the time, the rest goes back. */
  void drain(Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    for (PartitionWork partition : assigned.all()) {
      dispatch.drop(partition);
    }
    while (anyBegun(assigned.all()) && System.nanoTime() - deadline < 0) {
      assigned.settle();
      // Polled on, with all partitions paused, so that the group does not give us up.
      consumer.pause(consumer.assignment());
      try {
        receive();
      } catch (WakeupException e) {
        // As above.
      }
    }
    assigned.settle();
    commits.commitNow(new HashSet<>(assigned.all()));
  }

  /** Forgets everything, as after an error: completions that still come touch nothing. */
  void abandon() {
    for (PartitionWork partition : assigned.all()) {
      partition.revoke();
      dispatch.drop(partition);
    }
    assigned.forget(List.copyOf(assigned.all()));
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> added) {
    commits.joined();
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(new HashSet<>(added));
    for (TopicPartition partition : added) {
      OffsetAndMetadata found = committed.get(partition);
      OffsetTracker tracker =
          found == null
              ? new OffsetTracker(consumer.position(partition), "")
              : new OffsetTracker(found.offset(), found.metadata());
      assigned.assign(partition, tracker);
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    Set<PartitionWork> leaving = take(revoked);
    long deadline = System.nanoTime() + settings.drainOnRevoke().toNanos();
    try {
      while (anyBegun(leaving) && System.nanoTime() - deadline < 0) {
        assigned.settleSoon();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assigned.settle();
    commits.commitNow(leaving);
    assigned.forget(leaving);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> lost) {
    assigned.forget(take(lost));
  }

  private Set<PartitionWork> take(Collection<TopicPartition> gone) {
    Set<PartitionWork> leaving = assigned.revoke(gone);
    leaving.forEach(partition -> assigned.uncount(dispatch.drop(partition)));
    return leaving;
  }

  private void receive() {
    ConsumerRecords<byte[], byte[]> found = consumer.poll(POLL);
    // Asked after the poll: that is where a process that is stopped mostly stands.
    if (commits.doubtful()) {
      putBack(found);
      return;
    }
    List<Work> works = new ArrayList<>(found.count());
    for (TopicPartition from : found.partitions()) {
      PartitionWork partition = assigned.get(from);
      if (partition == null) {
        continue;
      }
      partition.dirty = true;
      for (ConsumerRecord<byte[], byte[]> delivery : found.records(from)) {
        if (partition.tracker.received(delivery.offset())) {
          decode(partition, delivery).ifPresent(works::add);
        }
      }
    }
    if (!works.isEmpty()) {
      dispatch.offer(works);
    }
  }

  /** To be read again, by us or by whoever has the partition now. */
  private void putBack(ConsumerRecords<byte[], byte[]> found) {
    for (TopicPartition from : found.partitions()) {
      if (assigned.get(from) != null) {
        consumer.seek(from, found.records(from).get(0).offset());
      }
    }
  }

  private Optional<Work> decode(PartitionWork partition, ConsumerRecord<byte[], byte[]> found) {
    int bytes = found.value() == null ? 0 : found.value().length;
    String why;
    try {
      if (found.value() != null) {
        Delivery delivery = decoder.apply(found.value());
        assigned.count(bytes);
        return Optional.of(dispatch.work(partition, found.offset(), delivery, bytes));
      }
      why = "it has no value";
    } catch (RuntimeException e) {
      why = String.valueOf(e.getMessage());
    }
    unreadable(partition, found, why);
    return Optional.empty();
  }

  private void unreadable(
      PartitionWork partition, ConsumerRecord<byte[], byte[]> found, String why) {
    metrics.unreadable.increment();
    Optional<Attempt> attempt = UnreadableDelivery.attempt(found, why, clock.millis());
    LoggingEventBuilder line = log.atError();
    attempt.ifPresent(its -> LogIds.of(line, its.getRef(), its.getAttempt()));
    line.addKeyValue("partition", found.partition())
        .addKeyValue("offset", found.offset())
        .addKeyValue("reason", why)
        .log("a delivery cannot be read");
    if (attempt.isPresent()) {
      assigned.count(0);
      dispatch.report(attempt.get(), new Received(partition, found.offset(), 0));
    } else {
      partition.tracker.done(found.offset());
    }
  }

  /** Computed anew on each round, so that no resume can be forgotten. */
  private void pauseOrResume() {
    Set<TopicPartition> paused = consumer.paused();
    boolean wait = assigned.isFull(settings) || commits.doubtful();
    Set<TopicPartition> wanted = wait ? consumer.assignment() : Set.of();
    Set<TopicPartition> resume = new HashSet<>(paused);
    resume.removeAll(wanted);
    if (!resume.isEmpty()) {
      consumer.resume(resume);
    }
    if (!paused.containsAll(wanted)) {
      consumer.pause(wanted);
    }
  }

  private static boolean anyBegun(Collection<PartitionWork> partitions) {
    return partitions.stream().anyMatch(partition -> partition.begun.get() > 0);
  }
}
