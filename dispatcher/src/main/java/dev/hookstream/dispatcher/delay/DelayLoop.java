package dev.hookstream.dispatcher.delay;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Pending;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.schemas.serde.UnreadableRecordException;
import dev.hookstream.topology.lane.Ladder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The polling thread's work, one turn after the other: let go what is due, commit what is done,
 * pause what has to wait, fetch. It never sleeps but in the poll, and no longer than until the
 * earliest head or short wait. Not thread-safe.
 */
final class DelayLoop {
  private static final Logger log = LoggerFactory.getLogger(DelayLoop.class);
  private static final AvroCodec<Pending> PENDING = AvroCodec.of(Pending.class);

  /** The longest poll: commits and acknowledgements are looked at after it. */
  private static final long LONGEST_POLL_MILLIS = 100;

  /** The poll while something due finds no room: acknowledgements make it, within milliseconds. */
  private static final long BLOCKED_POLL_MILLIS = 2;

  private final Consumer<byte[], byte[]> consumer;
  private final Assignment assignment;
  private final Forwarder forwarder;
  private final ShortWaits shortWaits;
  private final DelaySettings settings;
  private final DelayMetrics metrics;
  private final InstantSource clock;
  private long nextCommit;

  DelayLoop(
      Consumer<byte[], byte[]> consumer,
      Producer<byte[], byte[]> producer,
      KafkaSettings kafka,
      DelaySettings settings,
      DelayMetrics metrics,
      InstantSource clock) {
    this.consumer = consumer;
    this.settings = settings;
    this.metrics = metrics;
    this.clock = clock;
    this.shortWaits = new ShortWaits(settings.maxShortWaits(), settings.maxShortWaitBytes());
    this.forwarder = new Forwarder(producer, kafka, settings, metrics);
    this.assignment = new Assignment(consumer, kafka, forwarder, shortWaits, settings, metrics);
    List<String> topics = Topic.LADDER.stream().map(kafka::topic).toList();
    consumer.subscribe(topics, assignment);
  }

  /** One turn; ends in the poll. */
  void turn() {
    long now = clock.millis();
    forwarder.settle(now);
    forwarder.retry(now, held -> depart(held, now));
    releaseShortWaits(now);
    assignment.partitions().forEach(partition -> partition.advance(now, held -> depart(held, now)));
    if (now >= nextCommit) {
      nextCommit = now + settings.commitInterval().toMillis();
      assignment.commit();
      metrics.waiting(waiting());
    }
    pauseAndResume(now);
    receive(consumer.poll(Duration.ofMillis(untilNextEvent(now))));
  }

  /** The last act: what was sent is waited for, and committed. */
  void end() {
    assignment.onPartitionsRevoked(Set.copyOf(consumer.assignment()));
  }

  private void releaseShortWaits(long now) {
    while (forwarder.hasRoom()) {
      Optional<HeldRecord> due = shortWaits.takeDue(now);
      if (due.isEmpty()) {
        return;
      }
      sendDue(due.get(), now);
    }
  }

  /** Sends a record where it belongs now; false where there is no room. */
  private boolean depart(HeldRecord held, long now) {
    boolean waitsInMemory = held.dueAt() > now && Ladder.next(held.dueAt(), now).isEmpty();
    if (waitsInMemory) {
      return shortWaits.offer(held);
    }
    if (!forwarder.hasRoom()) {
      return false;
    }
    Ladder.next(held.dueAt(), now)
        .ifPresentOrElse(
            rung -> {
              metrics.hopped(held.home().rung());
              forwarder.send(held, rung);
            },
            () -> sendDue(held, now));
    return true;
  }

  private void sendDue(HeldRecord held, long now) {
    if (held.dueAt() != HeldRecord.AT_ONCE) {
      metrics.left(held.home().rung(), now - held.dueAt());
    }
    forwarder.send(held, Topic.DUE);
  }

  private void pauseAndResume(long now) {
    Set<TopicPartition> toBePaused = new HashSet<>();
    for (RungPartition partition : assignment.partitions()) {
      if (partition.toBePaused(now, settings)) {
        toBePaused.add(partition.partition());
      }
    }
    Set<TopicPartition> paused = consumer.paused();
    if (!paused.equals(toBePaused)) {
      consumer.pause(without(toBePaused, paused));
      consumer.resume(without(paused, toBePaused));
    }
  }

  private static Set<TopicPartition> without(Set<TopicPartition> all, Set<TopicPartition> less) {
    return all.stream().filter(each -> !less.contains(each)).collect(Collectors.toSet());
  }

  private long untilNextEvent(long now) {
    long next = now + LONGEST_POLL_MILLIS;
    next = Math.min(next, shortWaits.nextDueAt().orElse(next));
    for (RungPartition partition : assignment.partitions()) {
      next = Math.min(next, partition.headLeavesAt().orElse(next));
    }
    // What is still there although its time has come found no room.
    return next <= now ? BLOCKED_POLL_MILLIS : next - now;
  }

  private void receive(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition topicPartition : records.partitions()) {
      assignment
          .find(topicPartition)
          .ifPresent(
              partition ->
                  records
                      .records(topicPartition)
                      .forEach(raw -> partition.receive(raw, dueAt(raw))));
    }
  }

  private long dueAt(ConsumerRecord<byte[], byte[]> raw) {
    try {
      if (raw.value() == null) {
        throw new UnreadableRecordException("the record has no value");
      }
      return PENDING.decode(raw.value()).getDueAt();
    } catch (UnreadableRecordException e) {
      metrics.unreadable();
      log.atError()
          .addKeyValue("topic", raw.topic())
          .addKeyValue("partition", raw.partition())
          .addKeyValue("offset", raw.offset())
          .setCause(e)
          .log("a waiting delivery cannot be read; it is passed on as it is");
      return HeldRecord.AT_ONCE;
    }
  }

  private Map<Topic, Long> waiting() {
    return assignment.partitions().stream()
        .collect(
            Collectors.groupingBy(
                RungPartition::rung,
                Collectors.summingLong(
                    partition ->
                        partition.outstanding()
                            + consumer.currentLag(partition.partition()).orElse(0))));
  }
}
