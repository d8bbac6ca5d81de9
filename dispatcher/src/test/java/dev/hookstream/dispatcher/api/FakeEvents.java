package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.EventView;
import dev.hookstream.dispatcher.api.port.Events;
import dev.hookstream.topology.flow.SeenEvents;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Events that the topology has read. */
record FakeEvents(Map<String, EventView> events) implements Events {
  @Override
  public Optional<EventView> find(String workspace, String eventId) {
    return Optional.ofNullable(events.get(eventId))
        .filter(view -> view.event().getWorkspaceId().equals(workspace));
  }

  @Override
  public OptionalLong content(String workspace, String eventId) {
    return find(workspace, eventId)
        .map(view -> OptionalLong.of(SeenEvents.contentOf(view.event())))
        .orElse(OptionalLong.empty());
  }
}
