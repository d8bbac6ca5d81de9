package dev.hookstream.dispatcher.log;

import dev.hookstream.schemas.LogRow;
import dev.hookstream.topology.log.DeliveryPage;
import dev.hookstream.topology.log.DeliveryQuery;
import dev.hookstream.topology.log.LogFigures;
import dev.hookstream.topology.log.LogReader;
import dev.hookstream.topology.log.LogTopology;
import dev.hookstream.topology.log.TallyReader;
import dev.hookstream.topology.match.DeliveryId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.jspecify.annotations.Nullable;

/** The stores of this instance: a workspace whose partition is elsewhere is not ready here. */
final class LocalLogState implements LogState {
  private final LogStreams streams;
  private final ToIntFunction<String> partitions;

  LocalLogState(LogStreams streams, ToIntFunction<String> partitions) {
    this.streams = streams;
    this.partitions = partitions;
  }

  @Override
  public DeliveryPage page(
      String workspace,
      String endpointId,
      DeliveryQuery query,
      @Nullable String cursor,
      int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("a page has at least one row, not " + limit);
    }
    return ready(() -> rows(workspace).page(workspace, endpointId, query, cursor, limit));
  }

  @Override
  public Optional<Found> find(String workspace, String deliveryId) {
    if (!DeliveryId.isValid(deliveryId)) {
      return Optional.empty();
    }
    return ready(
        () -> {
          LogReader reader = rows(workspace);
          return reader
              .row(workspace, deliveryId)
              .map(row -> new Found(row, reader.pointers(workspace, row)));
        });
  }

  @Override
  public DeliveryPage ofEvent(
      String workspace, String eventId, long since, @Nullable String cursor, int limit) {
    return ready(() -> rows(workspace).ofEvent(workspace, eventId, since, cursor, limit));
  }

  @Override
  public Optional<LogRow> lastOfEvent(String workspace, String eventId) {
    return ready(() -> rows(workspace).lastOfEvent(workspace, eventId));
  }

  @Override
  public List<String> reached(
      String workspace, String eventId, long since, List<String> endpointIds) {
    return ready(() -> rows(workspace).reached(workspace, eventId, since, endpointIds));
  }

  @Override
  public long erasedThrough(String workspace) {
    return ready(() -> rows(workspace).erasedThrough(workspace));
  }

  @Override
  public List<LogFigures> figures(
      String workspace, String endpointId, long from, long to, Duration width) {
    return ready(() -> tallies(workspace).figures(workspace, endpointId, from, to, width));
  }

  @Override
  public Map<String, Double> successRates(String workspace, List<String> endpointIds, long now) {
    return ready(
        () -> {
          TallyReader reader = tallies(workspace);
          Map<String, Double> rates = new HashMap<>();
          for (String id : endpointIds) {
            reader.successRate(workspace, id, now).ifPresent(rate -> rates.put(id, rate));
          }
          return rates;
        });
  }

  private LogReader rows(String workspace) {
    int partition = partitions.applyAsInt(workspace);
    return new LogReader(
        streams.store(LogTopology.ROWS, partition),
        streams.store(LogTopology.ATTEMPTS, partition),
        streams.erasures(partition),
        streams.gathered());
  }

  private TallyReader tallies(String workspace) {
    int partition = partitions.applyAsInt(workspace);
    return new TallyReader(
        streams.store(LogTopology.ROWS, partition), streams.store(LogTopology.FIVES, partition));
  }

  private static <T> T ready(Supplier<T> question) {
    try {
      return question.get();
    } catch (InvalidStateStoreException e) {
      throw new LogNotReadyException("the delivery log is moving", e);
    }
  }
}
