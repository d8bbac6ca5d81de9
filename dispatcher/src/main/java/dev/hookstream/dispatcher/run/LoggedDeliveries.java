package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.port.Deliveries;
import dev.hookstream.dispatcher.api.port.DeliveryFilter;
import dev.hookstream.dispatcher.api.port.DeliveryView;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.dispatcher.log.DeliveryDetail;
import dev.hookstream.dispatcher.log.DeliveryLog;
import dev.hookstream.dispatcher.log.LogNotReadyException;
import dev.hookstream.dispatcher.log.LogState;
import dev.hookstream.dispatcher.peer.Owners;
import dev.hookstream.dispatcher.peer.Peers;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.LogStatus;
import dev.hookstream.topology.log.DeliveryPage;
import dev.hookstream.topology.log.DeliveryQuery;
import dev.hookstream.topology.log.LogFigures;
import dev.hookstream.topology.match.DeliveryId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The delivery log of every workspace, whichever instance has its rows; what lies in Kafka this one
 * reads itself.
 */
final class LoggedDeliveries implements Deliveries {
  private final Peers peers;
  private final Owners owners;
  private final DeliveryLog log;
  private final InstantSource clock;
  private final HeldDeliveries held;

  LoggedDeliveries(Peers peers, Owners tasks, Owners owners, DeliveryLog log, InstantSource clock) {
    this.peers = peers;
    this.owners = owners;
    this.log = log;
    this.clock = clock;
    this.held = new HeldDeliveries(peers, tasks, owners);
  }

  @Override
  public Page<LogRow> list(
      String workspace,
      String endpointId,
      DeliveryFilter filter,
      @Nullable String cursor,
      int limit) {
    DeliveryQuery query =
        new DeliveryQuery(
            filter.type(), filter.status(), filter.eventId(), filter.since(), filter.until());
    if (filter.status() == LogStatus.HELD) {
      return held.list(workspace, new Questions.Paged(endpointId, query, cursor, limit));
    }
    DeliveryPage page =
        peers.now(
            owners,
            Questions.PAGE,
            workspace,
            new Questions.Paged(endpointId, query, cursor, limit));
    return new Page<>(page.rows(), page.next());
  }

  @Override
  public Optional<DeliveryView> find(String workspace, String deliveryId) {
    if (!DeliveryId.isValid(deliveryId)) {
      return Optional.empty();
    }
    // What is attempted between the two questions is in the log by the third.
    return logged(workspace, deliveryId)
        .or(() -> waiting(workspace, deliveryId))
        .or(() -> logged(workspace, deliveryId))
        .map(found -> view(ready(() -> log.detail(found))));
  }

  private Optional<LogState.Found> logged(String workspace, String deliveryId) {
    return Optional.ofNullable(
        peers.now(owners, Questions.DELIVERY, workspace, new Questions.Named(deliveryId)));
  }

  private Optional<LogState.Found> waiting(String workspace, String deliveryId) {
    return held.find(workspace, List.of(deliveryId)).stream()
        .findFirst()
        .map(row -> new LogState.Found(row, List.of()));
  }

  @Override
  public List<LogRow> waiting(String workspace, List<String> deliveryIds) {
    return held.find(workspace, deliveryIds);
  }

  @Override
  public long erasedThrough(String workspace) {
    return peers.now(owners, Questions.ERASED_THROUGH, workspace, new Questions.Nothing());
  }

  @Override
  public List<LogFigures> figures(
      String workspace, String endpointId, long from, long to, Duration width) {
    return peers.now(
        owners,
        Questions.FIGURES,
        workspace,
        new Questions.Figured(endpointId, from, to, width.toMillis()));
  }

  @Override
  public Map<String, Double> successRates(String workspace, List<String> endpointIds) {
    return endpointIds.isEmpty()
        ? Map.of()
        : peers.now(
            owners, Questions.RATES, workspace, new Questions.Rated(endpointIds, clock.millis()));
  }

  /** The deliveries of an event and its replays. */
  Page<LogRow> ofEvent(
      String workspace, String eventId, long since, @Nullable String cursor, int limit) {
    DeliveryPage page =
        peers.now(
            owners,
            Questions.OF_EVENT,
            workspace,
            new Questions.EventPaged(eventId, since, cursor, limit));
    return new Page<>(page.rows(), page.next());
  }

  /** The latest of them. */
  Optional<LogRow> lastOfEvent(String workspace, String eventId) {
    return Optional.ofNullable(
        peers.now(owners, Questions.LAST_OF_EVENT, workspace, new Questions.Named(eventId)));
  }

  /** Which of some endpoints there is one to. */
  Set<String> reached(String workspace, String eventId, long since, List<String> endpointIds) {
    return endpointIds.isEmpty()
        ? Set.of()
        : Set.copyOf(
            peers.now(
                owners,
                Questions.REACHED,
                workspace,
                new Questions.Reached(eventId, since, endpointIds)));
  }

  private static DeliveryView view(DeliveryDetail found) {
    return new DeliveryView(
        found.row(),
        found.attempts(),
        found.payload().map(body -> StandardCharsets.UTF_8.decode(body).toString()).orElse(null));
  }

  static <T> T ready(Supplier<T> question) {
    try {
      return question.get();
    } catch (LogNotReadyException e) {
      throw new NotReadyException(String.valueOf(e.getMessage()), e);
    }
  }
}
