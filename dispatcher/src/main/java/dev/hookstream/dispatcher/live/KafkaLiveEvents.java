package dev.hookstream.dispatcher.live;

import dev.hookstream.dispatcher.api.port.LiveEvents;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.EventReader;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events topic for each listener with a consumer of its own, without a group: a slow
 * listener holds up nobody, and what it has not read yet waits in Kafka and not here. Any instance
 * can do it for any workspace.
 */
public final class KafkaLiveEvents implements LiveEvents, AutoCloseable {
  /** Who is further behind than this many records is shown what is new, and told of the rest. */
  private static final long MOST_BEHIND = 10_000;

  private static final int FETCH_BYTES = 1024 * 1024;
  private static final int BATCH = 100;
  private static final int PATIENCE_MILLIS = 10_000;

  private final KafkaSettings kafka;
  private final ToIntFunction<String> partitions;
  private final EventReader events;
  private final InstantSource clock;
  private final long mostBehind;
  private volatile boolean closed;

  /**
   * Connects when somebody listens.
   *
   * @param partitions where a workspace's events lie
   */
  public KafkaLiveEvents(
      KafkaSettings kafka,
      ToIntFunction<String> partitions,
      EventReader events,
      InstantSource clock) {
    this(kafka, partitions, events, clock, MOST_BEHIND);
  }

  KafkaLiveEvents(
      KafkaSettings kafka,
      ToIntFunction<String> partitions,
      EventReader events,
      InstantSource clock,
      long mostBehind) {
    this.kafka = kafka;
    this.partitions = partitions;
    this.events = events;
    this.clock = clock;
    this.mostBehind = mostBehind;
  }

  @Override
  public Reader open(String workspace, @Nullable String after) {
    int partition = partitions.applyAsInt(workspace);
    @Nullable LiveCursor from = after == null ? null : LiveCursor.parse(after);
    if (from != null && from.partition() != partition) {
      throw new IllegalArgumentException("is a place of another workspace's events");
    }
    TopicPartition at = new TopicPartition(kafka.topic(Topic.EVENTS), partition);
    Map<String, Object> properties = kafka.reader("live");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCH);
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties);
    try {
      consumer.assign(List.of(at));
      long end = consumer.endOffsets(List.of(at)).getOrDefault(at, 0L);
      LiveCursor start = from == null ? new LiveCursor(partition, end, clock.millis()) : from;
      return new KafkaLiveReader(
          consumer, at, workspace, start, events, clock, mostBehind, () -> !closed);
    } catch (KafkaException e) {
      consumer.close();
      throw new NotReadyException("Kafka does not answer; try again in a moment.", e);
    }
  }

  /** Ends all readers, each at its next look. */
  @Override
  public void close() {
    closed = true;
  }
}
