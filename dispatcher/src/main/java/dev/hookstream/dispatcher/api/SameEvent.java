package dev.hookstream.dispatcher.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hookstream.dispatcher.api.port.Events;
import dev.hookstream.schemas.Event;
import dev.hookstream.topology.flow.SeenEvents;
import java.time.Duration;

/**
 * Refuses an id, or an idempotency key, that another event has had within 24 hours: the topology
 * would drop the second as a duplicate of the first, and its publisher would never know. What was
 * published here a moment ago is in memory, the rest in the topology's state. For any thread.
 */
final class SameEvent {
  /** Longer than an event is on its way to the topology where nothing is wrong. */
  private static final Duration ON_ITS_WAY = Duration.ofMinutes(10);

  private static final int MOST = 100_000;

  private final Events events;
  private final Cache<String, Long> recent =
      Caffeine.newBuilder()
          .maximumSize(MOST)
          .expireAfterWrite(ON_ITS_WAY)
          .executor(Runnable::run)
          .build();

  SameEvent(Events events) {
    this.events = events;
  }

  /**
   * Notes an event that its publisher has named.
   *
   * @throws ProblemException 409 where the name is another event's
   */
  void check(Event event) {
    long content = SeenEvents.contentOf(event);
    String name = event.getWorkspaceId() + '\0' + event.getId();
    long before =
        recent.get(
            name, unknown -> events.content(event.getWorkspaceId(), event.getId()).orElse(content));
    if (before != content) {
      throw Problem.of(
              409,
              "not-the-same-event",
              "Another event has this id",
              "Within 24 hours another event (of another type, product or data) was published with"
                  + " the id "
                  + event.getId()
                  + ", or with the Idempotency-Key that makes it. Give this one an id of its own.")
          .asException();
    }
  }
}
