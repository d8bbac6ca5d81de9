package dev.hookstream.dispatcher.log;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
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
import dev.hookstream.topology.match.DeliveryId;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
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
  private final LogQueries queries;
  private final RecordReader records;

  /**
   * Prepares it; {@link #start()} starts it.
   *
   * @param stateDir a folder of the log's own
   * @param events reads what lies on the events topic
   * @param contracts render an event as it was sent
   */
  public DeliveryLog(
      KafkaSettings kafka,
      LogSettings settings,
      Path stateDir,
      EventReader events,
      Contracts contracts) {
    this.kafka = kafka;
    this.events = events;
    this.contracts = contracts;
    this.streams = new LogStreams(kafka, settings, stateDir);
    this.queries = new LogQueries(streams);
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

  /**
   * An endpoint's deliveries, newest first.
   *
   * @param cursor {@link DeliveryPage#next()} of the page before, null for the first
   * @param limit the most rows, at least 1
   * @throws IllegalArgumentException where the cursor is none of this list
   */
  public DeliveryPage deliveries(
      String workspace,
      String endpointId,
      DeliveryQuery query,
      @Nullable String cursor,
      int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("a page has at least one row, not " + limit);
    }
    return queries.page(workspace, endpointId, query, cursor, limit);
  }

  /** A delivery of the workspace; empty where it has none of that id, or has it no longer. */
  public Optional<DeliveryDetail> delivery(String workspace, String id) {
    if (!DeliveryId.isValid(id)) {
      return Optional.empty();
    }
    return queries.row(workspace, id).map(row -> detail(workspace, row));
  }

  /** Where a delivery of the workspace stands; empty where it has none of that id. */
  public Optional<LogRow> row(String workspace, String id) {
    return queries.row(workspace, id);
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

  private DeliveryDetail detail(String workspace, LogRow row) {
    List<Attempt> attempts = new ArrayList<>();
    for (AttemptPointer pointer : queries.pointers(workspace, row)) {
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
