package dev.hookstream.dispatcher.replay;

import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Replay;
import dev.hookstream.schemas.ReplayJob;
import dev.hookstream.schemas.ReplayWhat;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.schemas.serde.UnreadableRecordException;
import dev.hookstream.topology.match.Target;
import dev.hookstream.topology.replay.ReplaySelection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a replay asks for, record by record, with what the selection needs to know looked up. */
final class Picks {
  private static final AvroCodec<DeadLetter> LETTERS = AvroCodec.of(DeadLetter.class);
  private static final int REMEMBERED = 50_000;
  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  private record Seen(long offset, long at) {}

  private final String workspace;
  private final ReplayJob job;
  private final ReplaySelection selection;
  private final ReplayWorld world;

  /**
   * Published twice and delivered once: the copy is passed over here, too, where it is near. Of
   * dead letters, the events that have been asked for.
   */
  private final Map<String, Seen> seen =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
          return size() > REMEMBERED;
        }
      };

  Picks(String replayId, String workspace, ReplayJob job, ReplayWorld world) {
    this.workspace = workspace;
    this.job = job;
    this.selection = new ReplaySelection(replayId, job);
    this.world = world;
  }

  /** The topic that it reads. */
  Topic topic() {
    return ReplaySelection.readsDeadLetters(job) ? Topic.DEAD_LETTERS : Topic.EVENTS;
  }

  /** The endpoints that it may go to now. */
  List<Target> endpoints() {
    return selection.endpoints(world.targets(workspace));
  }

  /** What is asked for a record; nothing where it is another workspace's, say. */
  List<Replay> of(ConsumerRecord<byte[], byte[]> record, List<Target> targets, long now) {
    return topic() == Topic.EVENTS ? ofEvent(record, targets, now) : ofLetter(record, targets);
  }

  private List<Replay> ofEvent(
      ConsumerRecord<byte[], byte[]> record, List<Target> targets, long now) {
    Optional<Event> found =
        world
            .event(record)
            .filter(event -> event.getWorkspaceId().equals(workspace))
            .filter(event -> selection.isFor(event, record.timestamp()));
    if (found.isEmpty() || isCopy(found.get(), record)) {
      return List.of();
    }
    Event event = found.get();
    List<Replay> asked = new ArrayList<>();
    for (Target target : targets) {
      String first =
          ReplaySelection.firstDelivery(
              target, event, record.partition(), record.offset(), Math.max(0, record.timestamp()));
      if (selection.goesTo(
          target,
          event,
          record.timestamp(),
          () -> Optional.ofNullable(world.row(workspace, first)),
          world.oldestWaiting(workspace, target.id()),
          now)) {
        asked.add(selection.request(event, record.partition(), record.offset(), target));
      }
    }
    return asked;
  }

  private boolean isCopy(Event event, ConsumerRecord<byte[], byte[]> record) {
    Seen before = seen.putIfAbsent(event.getId(), new Seen(record.offset(), record.timestamp()));
    return before != null
        && before.offset() != record.offset()
        && Math.abs(record.timestamp() - before.at()) < DAY_MS;
  }

  private List<Replay> ofLetter(ConsumerRecord<byte[], byte[]> record, List<Target> targets) {
    Optional<DeadLetter> found = letter(record);
    if (found.isEmpty()) {
      return List.of();
    }
    DeadLetter letter = found.get();
    String endpoint = letter.getRef().getEndpointId();
    if (!letter.getRef().getWorkspaceId().equals(workspace)
        || targets.stream().noneMatch(target -> target.id().equals(endpoint))
        || !selection.isFor(letter, null)
        || !selection.isFor(letter, world.row(workspace, letter.getRef().getDeliveryId()))) {
      return List.of();
    }
    return isOfSameEvent(letter, record)
        ? List.of()
        : selection.request(letter).map(List::of).orElse(List.of());
  }

  /**
   * An event may be a dead letter of its own and of earlier replays, and goes out once. Of those
   * that are too far apart for this memory the topology drops and counts the second.
   */
  private boolean isOfSameEvent(DeadLetter letter, ConsumerRecord<byte[], byte[]> record) {
    if (job.getWhat() != ReplayWhat.FAILED) {
      return false;
    }
    String key = letter.getRef().getEndpointId() + '/' + letter.getRef().getEventOffset();
    Seen before = seen.putIfAbsent(key, new Seen(record.offset(), record.timestamp()));
    return before != null && before.offset() != record.offset();
  }

  static Optional<DeadLetter> letter(ConsumerRecord<byte[], byte[]> record) {
    try {
      return record.value() == null
          ? Optional.empty()
          : Optional.of(LETTERS.decode(record.value()));
    } catch (UnreadableRecordException e) {
      // Of another program, or damaged: nothing that could be put back.
      return Optional.empty();
    }
  }
}
