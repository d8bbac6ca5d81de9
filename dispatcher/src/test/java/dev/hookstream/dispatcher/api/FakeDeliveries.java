package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.Deliveries;
import dev.hookstream.dispatcher.api.port.DeliveryFilter;
import dev.hookstream.dispatcher.api.port.DeliveryView;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.topology.log.LogFigures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The delivery log in memory, and what it was asked. */
final class FakeDeliveries implements Deliveries {
  final Map<String, DeliveryView> deliveries = new ConcurrentHashMap<>();
  volatile Page<LogRow> page = new Page<>(List.of(), null);
  volatile @Nullable DeliveryFilter askedFilter;
  volatile @Nullable String askedCursor;
  volatile List<Long> askedSpan = List.of();
  volatile List<LogFigures> figures = List.of();
  volatile Map<String, Double> rates = Map.of();
  volatile boolean ready = true;

  /** Whether it reads of erasures. */
  volatile boolean keepsUp = true;

  /** What waits in lanes, by the delivery's id. */
  final Map<String, LogRow> waiting = new ConcurrentHashMap<>();

  private final Map<String, Long> erasedThrough = new ConcurrentHashMap<>();
  private final Runnable requireReady;

  /** A log; what it is given throws where the settings' state is not ready. */
  FakeDeliveries(Runnable requireReady) {
    this.requireReady = requireReady;
  }

  /** A workspace was erased. */
  void erased(String workspace, long when) {
    if (keepsUp) {
      erasedThrough.merge(workspace, when, (old, at) -> Math.max(at, old + 1));
    }
  }

  @Override
  public Page<LogRow> list(
      String workspace,
      String endpointId,
      DeliveryFilter filter,
      @Nullable String cursor,
      int limit) {
    askedFilter = filter;
    askedCursor = cursor;
    if (cursor != null && !cursor.startsWith("row-")) {
      throw new IllegalArgumentException("not a cursor");
    }
    List<LogRow> rows = new ArrayList<>(page.items());
    return new Page<>(rows.subList(0, Math.min(limit, rows.size())), page.next());
  }

  @Override
  public List<LogFigures> figures(
      String workspace, String endpointId, long from, long to, Duration width) {
    askedSpan = List.of(from, to, width.toMillis());
    return figures;
  }

  @Override
  public Map<String, List<LogFigures>> figuresOf(
      String workspace, List<String> endpointIds, long from, long to, Duration width) {
    Map<String, List<LogFigures>> all = new HashMap<>();
    endpointIds.forEach(id -> all.put(id, figures(workspace, id, from, to, width)));
    return all;
  }

  @Override
  public Map<String, Double> successRates(String workspace, List<String> endpointIds) {
    if (!ready) {
      throw new NotReadyException("The log is being restored.");
    }
    return rates;
  }

  @Override
  public List<LogRow> waiting(String workspace, List<String> deliveryIds) {
    return deliveryIds.stream().map(waiting::get).filter(Objects::nonNull).toList();
  }

  @Override
  public long erasedThrough(String workspace) {
    requireReady.run();
    if (!ready) {
      throw new NotReadyException("The log is being restored.");
    }
    return erasedThrough.getOrDefault(workspace, -1L);
  }

  @Override
  public Optional<DeliveryView> find(String workspace, String deliveryId) {
    requireReady.run();
    return Optional.ofNullable(deliveries.get(deliveryId))
        .filter(view -> view.row().getRef().getWorkspaceId().equals(workspace));
  }
}
