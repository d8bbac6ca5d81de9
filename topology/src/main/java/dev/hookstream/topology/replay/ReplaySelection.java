package dev.hookstream.topology.replay;

import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.DeliverAgain;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.LogStatus;
import dev.hookstream.schemas.Replay;
import dev.hookstream.schemas.ReplayJob;
import dev.hookstream.schemas.ReplayWhat;
import dev.hookstream.topology.contract.OperationalTypes;
import dev.hookstream.topology.flow.EventCheck;
import dev.hookstream.topology.match.DeliveryId;
import dev.hookstream.topology.match.EventPattern;
import dev.hookstream.topology.match.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which old events and dead letters a replay is for, and what is asked of the topology for each.
 * Immutable; safe for any thread.
 */
public final class ReplaySelection {
  /**
   * What is younger than this and has no row in the log may be on its way: out, or not yet logged.
   */
  private static final long ON_ITS_WAY_MS = Duration.ofMinutes(10).toMillis();

  private final String replayId;
  private final ReplayJob job;
  private final List<EventPattern> patterns;

  /** Of this replay. */
  public ReplaySelection(String replayId, ReplayJob job) {
    this.replayId = replayId;
    this.job = job;
    this.patterns = job.getTypes().stream().map(EventPattern::parse).toList();
  }

  /** Whether it reads the dead letters, and not the events. */
  public static boolean readsDeadLetters(ReplayJob job) {
    return job.getWhat() == ReplayWhat.FAILED || job.getWhat() == ReplayWhat.PUT_BACK;
  }

  /** Of a workspace's endpoints those that it may go to. */
  public List<Target> endpoints(List<Target> all) {
    return all.stream().filter(this::isFor).toList();
  }

  private boolean isFor(Target target) {
    String contract = job.getContract();
    if (contract != null && !contract.equals(target.contract().name())) {
      return false;
    }
    String endpointId = job.getEndpointId();
    // A disabled endpoint would hold up the others'; who means it names it.
    return endpointId == null ? target.enabled() : endpointId.equals(target.id());
  }

  /** Whether an event is one that was asked for, wherever it goes. */
  public boolean isFor(Event event, long acceptedAt) {
    return isFor(event.getId(), event.getType(), acceptedAt);
  }

  private boolean isFor(String eventId, String type, long acceptedAt) {
    return acceptedAt >= job.getSince()
        && acceptedAt < job.getUntil()
        && (job.getEventId() == null || job.getEventId().equals(eventId))
        && (patterns.isEmpty() || patterns.stream().anyMatch(its -> its.matches(type)));
  }

  /** The id under which the event went to the endpoint when it was new. */
  public static String firstDelivery(
      Target target, Event event, int partition, long offset, long acceptedAt) {
    return DeliveryId.of(target.idPart(), event.getId(), partition, offset, null, acceptedAt);
  }

  /**
   * Whether an event goes to an endpoint again.
   *
   * @param row looks up the row of its first delivery there; asked only where it matters
   * @param oldestWaiting since when the oldest delivery waits in the lane; null where none does
   * @param now milliseconds since 1970
   */
  public boolean goesTo(
      Target target,
      Event event,
      long acceptedAt,
      Supplier<Optional<LogRow>> row,
      @Nullable Long oldestWaiting,
      long now) {
    String product = event.getProduct();
    if ((product != null
            && !product.equals(target.contract().name())
            && !OperationalTypes.isOurs(event))
        || !target.wants(event.getType())) {
      return false;
    }
    // What was refused when it was new has no row, and must not get through by this way; what was
    // taken under an older catalogue has one.
    boolean takes = EventCheck.takes(event, target.contract());
    boolean all = job.getWhat() == ReplayWhat.ALL;
    if (takes && all) {
      return true;
    }
    LogRow first = row.get().orElse(null);
    return (takes || first != null)
        && (all || isMissed(target, acceptedAt, first, oldestWaiting, now));
  }

  private static boolean isMissed(
      Target target,
      long acceptedAt,
      @Nullable LogRow row,
      @Nullable Long oldestWaiting,
      long now) {
    if (row != null) {
      return row.getStatus() == LogStatus.DISCARDED;
    }
    if (acceptedAt < target.endpoint().getCreatedAt()) {
      return true;
    }
    return acceptedAt + ON_ITS_WAY_MS < now
        && (oldestWaiting == null || acceptedAt + ON_ITS_WAY_MS < oldestWaiting);
  }

  /**
   * Whether a dead letter is one that was asked for, and is the delivery's last word. One of an
   * earlier replay is, too: its event may have none of its own, or not any more. Who has both asks
   * for the event once.
   *
   * @param row of its delivery; null where the log has none
   */
  public boolean isFor(DeadLetter letter, @Nullable LogRow row) {
    DeliveryRef ref = letter.getRef();
    String contract = job.getContract();
    String endpointId = job.getEndpointId();
    return (contract == null || contract.equals(ref.getContract()))
        && (endpointId == null || endpointId.equals(ref.getEndpointId()))
        && (job.getReason() == null || job.getReason().equals(letter.getReason()))
        && isFor(ref.getEventId(), ref.getEventType(), ref.getAcceptedAt())
        && letter.getBody() != null
        && isLastWord(letter, row);
  }

  /** Whether nothing has become of a delivery since it was this dead letter, as the log knows. */
  public static boolean isLastWord(DeadLetter letter, @Nullable LogRow row) {
    return row == null
        || (row.getStatus() != LogStatus.DELIVERED && row.getDecidedAt() <= letter.getAt());
  }

  /** What is asked for an event at one endpoint. */
  public Replay request(Event event, int partition, long offset, Target target) {
    return new Replay(replayId, event, partition, offset, job.getCreatedAt(), target.id(), null);
  }

  /** What is asked for a dead letter; empty where its body was not kept. */
  public Optional<Replay> request(DeadLetter letter) {
    DeliveryRef ref = letter.getRef();
    return Optional.ofNullable(letter.getBody())
        .map(
            body ->
                new Replay(
                    replayId,
                    null,
                    ref.getEventPartition(),
                    ref.getEventOffset(),
                    job.getCreatedAt(),
                    ref.getEndpointId(),
                    new DeliverAgain(
                        ref, letter.getRound(), job.getWhat() == ReplayWhat.PUT_BACK, body)));
  }
}
