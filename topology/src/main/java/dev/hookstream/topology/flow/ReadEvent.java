package dev.hookstream.topology.flow;

import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.serde.BadEventException;
import dev.hookstream.topology.settings.Workspaces;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Reads a record of the events topic and decides where it goes: on to matching, to its workspace's
 * partition, nowhere (seen before), or whole to the rejected events. The partition moves on in
 * every case.
 */
final class ReadEvent implements Processor<byte[], byte[], Object, Object> {
  /** The child that matches. */
  static final String MATCH = "match-event";

  /** The sink that puts a misplaced event into its right partition. */
  static final String EVENTS_AGAIN = "events-again";

  // So that one cannot go round for ever, whatever is wrong with the partitions.
  private static final String MOVED = "hookstream-moved";

  private static final long HOUR_MS = Duration.ofHours(1).toMillis();

  private final DispatchSettings settings;
  private final EventCheck check;
  private ProcessorContext<Object, Object> context;
  private Workspaces workspaces;
  private SeenEvents seen;
  private Rejections rejections;

  ReadEvent(DispatchSettings settings) {
    this.settings = settings;
    this.check = new EventCheck(settings.contracts());
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    this.context = context;
    workspaces = Workspaces.of(context);
    seen = new SeenEvents(context.getStateStore(SeenEvents.STORE));
    rejections = new Rejections(context, settings.observer());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata at = context.recordMetadata().orElseThrow();
    try {
      accept(record, read(record), at);
    } catch (BadEventException bad) {
      rejections.reject(record, at, bad);
    }
  }

  private Event read(Record<byte[], byte[]> record) throws BadEventException {
    if (record.value() == null) {
      throw new BadEventException(BadEventException.UNREADABLE, "", "the record has no value");
    }
    Instant appended = Instant.ofEpochMilli(PriorityTimestamps.appendedAt(record.headers()));
    return settings.reader().read(record.value(), appended);
  }

  private void accept(Record<byte[], byte[]> record, Event event, RecordMetadata at)
      throws BadEventException {
    String workspaceId = event.getWorkspaceId();
    int home = settings.partitioner().partition(workspaceId, settings.partitions());
    if (home != at.partition()) {
      move(record, event, at, home);
      return;
    }
    Set<String> contracts = check.contractsFor(event, workspaces.workspace(workspaceId));
    long now = context.currentSystemTimeMs();
    if (!seen.isNew(workspaceId, event.getId(), at.partition(), at.offset(), now)) {
      settings.observer().duplicateDropped();
      return;
    }
    AcceptedEvent accepted =
        new AcceptedEvent(
            event,
            at.partition(),
            at.offset(),
            acceptedAt(PriorityTimestamps.appendedAt(record.headers()), now),
            contracts,
            DeliveryClass.LIVE,
            null,
            null);
    context.forward(new Record<>(workspaceId, accepted, now), MATCH);
  }

  /** No task but its own knows its settings: here it would be matched with nothing. */
  private void move(Record<byte[], byte[]> record, Event event, RecordMetadata at, int home)
      throws BadEventException {
    if (record.headers().lastHeader(MOVED) != null) {
      throw new BadEventException(
          "misplaced", "", "was moved to partition " + home + " and is in " + at.partition());
    }
    rejections.misplaced(event, at, home);
    Headers headers = new RecordHeaders(record.headers()).add(MOVED, new byte[0]);
    context.forward(
        new Record<>(
            event.getWorkspaceId(), record.value(), context.currentSystemTimeMs(), headers),
        EVENTS_AGAIN);
  }

  /**
   * A topic with producer times can hold any time at all, and the log drops what lies far ahead of
   * the clock. The delivery's id follows from this, so it must come out the same when the record is
   * read again after an abort: hence the hour, not the moment.
   */
  private static long acceptedAt(long appendedAt, long now) {
    return appendedAt <= now + HOUR_MS ? appendedAt : now - Math.floorMod(now, HOUR_MS);
  }
}
