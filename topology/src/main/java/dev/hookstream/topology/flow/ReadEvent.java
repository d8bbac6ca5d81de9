package dev.hookstream.topology.flow;

import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.serde.BadEventException;
import dev.hookstream.schemas.serde.RegistryUnavailableException;
import dev.hookstream.topology.alert.AlertDesk;
import dev.hookstream.topology.settings.Workspaces;
import dev.hookstream.topology.trace.TraceHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Reads a record of the events topic and decides where it goes: on to matching, to its workspace's
 * partition, nowhere (seen before), whole to the rejected events, or aside until the schema
 * registry answers. The partition moves on in every case.
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
  private Parking parking;

  ReadEvent(DispatchSettings settings) {
    this.settings = settings;
    this.check = new EventCheck(settings.contracts());
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    this.context = context;
    workspaces = Workspaces.of(context);
    seen = new SeenEvents(context.getStateStore(SeenEvents.STORE));
    seen.begin(context.currentSystemTimeMs());
    AlertDesk alerts = new AlertDesk(context, workspaces);
    rejections = new Rejections(context, settings, alerts);
    parking = new Parking(context, settings, alerts, this::take);
  }

  @Override
  public void close() {
    parking.close();
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    ArrivedEvent event =
        ArrivedEvent.of(
            record, context.recordMetadata().orElseThrow(), context.currentSystemTimeMs());
    if (parking.isBehindAnother(event)) {
      parking.park(event);
      return;
    }
    try {
      take(event);
    } catch (RegistryUnavailableException away) {
      parking.park(event);
    }
  }

  /** Takes an event, or throws {@link RegistryUnavailableException} where it has to wait. */
  private void take(ArrivedEvent event) {
    Event known = null;
    try {
      known = read(event);
      accept(event, known);
    } catch (BadEventException bad) {
      rejections.reject(event, known, bad);
    }
  }

  private Event read(ArrivedEvent event) throws BadEventException {
    if (event.value() == null) {
      throw new BadEventException(BadEventException.UNREADABLE, "", "the record has no value");
    }
    try {
      return settings.reader().read(event.value(), Instant.ofEpochMilli(event.appendedAt()));
    } catch (RegistryUnavailableException away) {
      if (Parking.fits(event)) {
        throw away;
      }
      throw new BadEventException(
          BadEventException.TOO_LARGE,
          "",
          "has "
              + event.bytes()
              + " bytes with its headers, too many to wait for its schema: "
              + away.getMessage());
    }
  }

  private void accept(ArrivedEvent arrived, Event event) throws BadEventException {
    String workspaceId = event.getWorkspaceId();
    int home = settings.partitioner().partition(workspaceId, settings.partitions());
    if (home != arrived.partition()) {
      move(arrived, event, home);
      return;
    }
    Set<String> contracts =
        check.contractsFor(event, workspaces.workspace(workspaceId).contracts());
    long now = context.currentSystemTimeMs();
    SeenEvents.Sight sight = seen.note(event, arrived.partition(), arrived.offset(), now);
    if (sight == SeenEvents.Sight.COPY) {
      settings.observer().duplicateDropped();
      return;
    }
    AcceptedEvent accepted =
        new AcceptedEvent(
            event,
            arrived.partition(),
            arrived.offset(),
            acceptedAt(arrived),
            contracts,
            DeliveryClass.LIVE,
            null,
            null,
            sight == SeenEvents.Sight.AGAIN,
            TraceHeaders.of(arrived.headers()));
    context.forward(new Record<>(workspaceId, accepted, now), MATCH);
  }

  /** No task but its own knows its settings: here it would be matched with nothing. */
  private void move(ArrivedEvent arrived, Event event, int home) throws BadEventException {
    if (arrived.headers().lastHeader(MOVED) != null) {
      throw new BadEventException(
          "misplaced", "", "was moved to partition " + home + " and is in " + arrived.partition());
    }
    rejections.misplaced(event, arrived, home);
    Headers headers = new RecordHeaders(arrived.headers()).add(MOVED, new byte[0]);
    context.forward(
        new Record<>(
            event.getWorkspaceId(), arrived.value(), context.currentSystemTimeMs(), headers),
        EVENTS_AGAIN);
  }

  /**
   * A topic with producer times can hold any time at all, and the log drops what lies far ahead of
   * the clock. The delivery's id follows from this, so it must come out the same when the record is
   * read again after an abort: hence the hour, not the moment.
   */
  private static long acceptedAt(ArrivedEvent arrived) {
    long appendedAt = arrived.appendedAt();
    long readAt = arrived.readAt();
    return appendedAt <= readAt + HOUR_MS ? appendedAt : readAt - Math.floorMod(readAt, HOUR_MS);
  }
}
