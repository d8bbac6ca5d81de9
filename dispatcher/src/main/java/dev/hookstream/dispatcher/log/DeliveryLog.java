package dev.hookstream.dispatcher.log;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.metrics.StreamsMetrics;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptPointer;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.schemas.serde.BadEventException;
import dev.hookstream.schemas.serde.EventReader;
import dev.hookstream.schemas.serde.RegistryUnavailableException;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.log.LogSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The delivery log: what became of each delivery of the last 30 days. Its questions block, may be
 * asked by any thread, and end in {@link LogNotReadyException} where the answer has to wait.
 */
public final class DeliveryLog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DeliveryLog.class);
  private static final AvroCodec<Attempt> ATTEMPTS = AvroCodec.of(Attempt.class);
  private static final Duration READING = Duration.ofSeconds(5);

  private final KafkaSettings kafka;
  private final EventReader events;
  private final Contracts contracts;
  private final LogStreams streams;
  private final LogState state;
  private final RecordReader records;

  /**
   * Prepares it; {@link #start()} starts it.
   *
   * @param partitions which partition a workspace lives in
   * @param events reads what lies on the events topic
   * @param contracts render an event as it was sent
   */
  public DeliveryLog(
      KafkaSettings kafka,
      LogSettings settings,
      LogPlace place,
      ToIntFunction<String> partitions,
      EventReader events,
      Contracts contracts,
      MeterRegistry registry) {
    this.kafka = kafka;
    this.events = events;
    this.contracts = contracts;
    this.streams = new LogStreams(kafka, settings, place, registry);
    this.state = new LocalLogState(streams, partitions);
    this.records = new RecordReader(kafka, READING);
  }

  /** Starts to read; its topics must exist. Returns at once. */
  public void start() {
    streams.start();
  }

  /** Why the log cannot work now, in words; empty where it can. */
  public Optional<String> notReady() {
    return streams.notReady();
  }

  /** The stores of this instance. */
  public LogState state() {
    return state;
  }

  /** Its runtime, for who asks which instance has what. */
  public KafkaStreams streams() {
    return streams.streams();
  }

  /** What its runtime tells. */
  public StreamsMetrics metrics() {
    return streams.metrics();
  }

  /** The event at a place of the events topic; empty where it is no longer kept, or unreadable. */
  public Optional<StoredEvent> event(int partition, long offset) {
    return records.read(kafka.topic(Topic.EVENTS), partition, offset).flatMap(this::stored);
  }

  private Optional<StoredEvent> stored(ConsumerRecord<byte[], byte[]> found) {
    try {
      Event event = events.read(found.value(), Instant.ofEpochMilli(found.timestamp()));
      return Optional.of(
          new StoredEvent(event, found.partition(), found.offset(), found.timestamp()));
    } catch (BadEventException e) {
      log.atWarn()
          .addKeyValue("partition", found.partition())
          .addKeyValue("offset", found.offset())
          .addKeyValue("reason", e.reason())
          .log("An event that was accepted can no longer be read");
      return Optional.empty();
    } catch (RegistryUnavailableException e) {
      throw new LogNotReadyException("the schema registry does not answer", e);
    }
  }

  /** A delivery with what Kafka still has of it. */
  public DeliveryDetail detail(LogState.Found delivery) {
    LogRow row = delivery.row();
    List<Attempt> attempts = new ArrayList<>();
    for (AttemptPointer pointer : delivery.pointers()) {
      records
          .read(kafka.topic(Topic.ATTEMPTS), pointer.getPartition(), pointer.getOffset())
          .map(found -> ATTEMPTS.decode(found.value()))
          // A topic that was made anew has other records at the same places.
          .filter(found -> found.getRef().equals(row.getRef()))
          .ifPresent(attempts::add);
    }
    return new DeliveryDetail(row, attempts, payload(row.getRef(), attempts));
  }

  private Optional<ByteBuffer> payload(DeliveryRef ref, List<Attempt> attempts) {
    for (Attempt attempt : attempts) {
      ByteBuffer body = attempt.getBody();
      if (body != null) {
        return Optional.of(body.asReadOnlyBuffer());
      }
    }
    Optional<Contract> contract = contracts.find(ref.getContract());
    if (contract.isEmpty() || ref.getEventOffset() < 0) {
      return Optional.empty();
    }
    return event(ref.getEventPartition(), ref.getEventOffset())
        .filter(stored -> stored.event().getId().equals(ref.getEventId()))
        .map(stored -> ByteBuffer.wrap(contract.get().render(stored.event())).asReadOnlyBuffer());
  }

  /** Stops reading and lets go of the state; when no one asks any more. */
  @Override
  public void close() {
    streams.close();
    records.close();
  }
}
