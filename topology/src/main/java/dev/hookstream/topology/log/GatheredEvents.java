package dev.hookstream.topology.log;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the tasks of this process have gathered for the index by event and not put yet, for those
 * who read the log: a delivery whose row is there is found by its event, too. Safe for any thread.
 */
public final class GatheredEvents {
  private final Set<EventGroups> open = ConcurrentHashMap.newKeySet();

  /** Of no task yet. */
  public GatheredEvents() {}

  void add(EventGroups groups) {
    open.add(groups);
  }

  void remove(EventGroups groups) {
    open.remove(groups);
  }

  /** The ids of an event's deliveries; whoever asks looks into the store <em>after</em> that. */
  Set<String> ids(String workspace, String eventId) {
    Set<String> found = new LinkedHashSet<>();
    open.forEach(groups -> groups.ids(workspace, eventId, found));
    return found;
  }
}
