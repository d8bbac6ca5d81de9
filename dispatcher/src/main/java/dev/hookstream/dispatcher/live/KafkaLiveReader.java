package dev.hookstream.dispatcher.live;

import dev.hookstream.dispatcher.api.port.LiveEvents;
import dev.hookstream.dispatcher.api.port.LiveEvents.Item;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.serde.BadEventException;
import dev.hookstream.schemas.serde.EventReader;
import dev.hookstream.schemas.serde.RegistryUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One listener's place on the events topic. For one thread. */
final class KafkaLiveReader implements LiveEvents.Reader {
  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition at;
  private final String workspace;
  private final EventReader events;
  private final InstantSource clock;
  private final long mostBehind;
  private final BooleanSupplier open;

  private LiveCursor place;

  /** Passed over, and not told yet: its end is the time of what comes next. */
  private @Nullable Skipped skipped;

  private record Skipped(long since, long most) {}

  /** Takes over the consumer, which is assigned the partition. */
  KafkaLiveReader(
      Consumer<byte[], byte[]> consumer,
      TopicPartition at,
      String workspace,
      LiveCursor start,
      EventReader events,
      InstantSource clock,
      long mostBehind,
      BooleanSupplier open) {
    this.consumer = consumer;
    this.at = at;
    this.workspace = workspace;
    this.place = start;
    this.events = events;
    this.clock = clock;
    this.mostBehind = mostBehind;
    this.open = open;
    consumer.seek(at, start.offset());
    catchUp();
  }

  /** Goes on at most {@link #mostBehind} records before the end, and within what is kept. */
  private void catchUp() {
    long begin = consumer.beginningOffsets(List.of(at)).getOrDefault(at, 0L);
    long end = consumer.endOffsets(List.of(at)).getOrDefault(at, 0L);
    long offset = Math.min(end, Math.max(place.offset(), Math.max(begin, end - mostBehind)));
    if (offset != place.offset()) {
      // Behind the end: the topic was made anew, and nobody knows what else there was.
      long passed = Math.max(0, offset - place.offset());
      skipped = new Skipped(skipped == null ? place.at() : skipped.since(), passed + told());
      place = new LiveCursor(at.partition(), offset, place.at());
      consumer.seek(at, offset);
    }
  }

  private long told() {
    return skipped == null ? 0 : skipped.most();
  }

  @Override
  public List<Item> next(Duration most) {
    try {
      long lag = consumer.currentLag(at).orElse(0);
      if (lag > mostBehind) {
        catchUp();
      }
      List<Item> items = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(most)) {
        tellSkipped(items, record.timestamp());
        LiveCursor behind = new LiveCursor(at.partition(), record.offset() + 1, record.timestamp());
        try {
          read(record, behind).ifPresent(items::add);
        } catch (RegistryUnavailableException e) {
          consumer.seek(at, place.offset());
          if (items.isEmpty()) {
            throw new NotReadyException("The schema registry does not answer.", e);
          }
          return items;
        }
        place = behind;
      }
      if (items.isEmpty()) {
        // Markers of transactions move the place without a record.
        place = new LiveCursor(at.partition(), consumer.position(at), place.at());
        tellSkipped(items, clock.millis());
      }
      return items;
    } catch (OffsetOutOfRangeException e) {
      catchUp();
      return List.of();
    } catch (KafkaException e) {
      throw new NotReadyException("Kafka does not answer.", e);
    }
  }

  private void tellSkipped(List<Item> items, long until) {
    if (skipped != null) {
      items.add(new Item.Missed(skipped.since(), until, skipped.most()));
      skipped = null;
    }
  }

  /** Empty for what is another workspace's, or no event at all. */
  private Optional<Item> read(ConsumerRecord<byte[], byte[]> record, LiveCursor behind) {
    if (record.value() == null) {
      return Optional.empty();
    }
    try {
      Event event = events.read(record.value(), Instant.ofEpochMilli(record.timestamp()));
      return event.getWorkspaceId().equals(workspace)
          ? Optional.of(new Item.Happened(event, record.timestamp(), behind.text()))
          : Optional.empty();
    } catch (BadEventException e) {
      return Optional.empty(); // it is among the rejected, with the reason
    }
  }

  @Override
  public String cursor() {
    return place.text();
  }

  @Override
  public boolean open() {
    return open.getAsBoolean();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
