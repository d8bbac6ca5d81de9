package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.EventView;
import dev.hookstream.dispatcher.api.port.Events;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.topology.flow.SeenEvents;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Events that the topology has read.
 *
 * @param rows their deliveries, by the event's id
 * @param requireReady throws where the state is not
 */
record FakeEvents(
    Map<String, EventView> events, Map<String, List<LogRow>> rows, Runnable requireReady)
    implements Events {
  @Override
  public Optional<EventView> find(String workspace, String eventId) {
    requireReady.run();
    return Optional.ofNullable(events.get(eventId))
        .filter(view -> view.event().getWorkspaceId().equals(workspace));
  }

  private List<LogRow> of(EventView event) {
    return rows.getOrDefault(event.event().getId(), List.of());
  }

  @Override
  public Page<LogRow> deliveries(EventView event, @Nullable String cursor, int limit) {
    // NumberFormatException is the IllegalArgumentException that is asked for.
    int from = cursor == null ? 0 : Integer.parseInt(cursor);
    int to = Math.min(of(event).size(), from + limit);
    return new Page<>(
        of(event).subList(from, to), to == of(event).size() ? null : Integer.toString(to));
  }

  @Override
  public Set<String> reached(EventView event, List<String> endpointIds) {
    return of(event).stream()
        .map(row -> row.getRef().getEndpointId())
        .filter(endpointIds::contains)
        .collect(Collectors.toSet());
  }

  @Override
  public OptionalLong content(String workspace, String eventId) {
    return find(workspace, eventId)
        .map(view -> OptionalLong.of(SeenEvents.contentOf(view.event())))
        .orElse(OptionalLong.empty());
  }
}
