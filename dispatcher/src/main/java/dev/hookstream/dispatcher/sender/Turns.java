package dev.hookstream.dispatcher.sender;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints that take turns, first come, first served; where places are scarce only those that have
 * begun nothing since their last result. Guarded by {@link Admission}.
 */
final class Turns {
  private final LinkedHashSet<EndpointQueue> proven = new LinkedHashSet<>();
  private final LinkedHashSet<EndpointQueue> unproven = new LinkedHashSet<>();
  private long numbers;

  void add(EndpointQueue endpoint) {
    endpoint.turn = numbers++;
    (endpoint.sinceResult == 0 ? proven : unproven).add(endpoint);
  }

  void remove(EndpointQueue endpoint) {
    if (!proven.remove(endpoint)) {
      unproven.remove(endpoint);
    }
  }

  /** Whose turn it is, who then is no longer among them; none where nobody may go on. */
  @Nullable EndpointQueue poll(boolean scarce) {
    EndpointQueue first = first(proven);
    EndpointQueue other = scarce ? null : first(unproven);
    if (first == null || (other != null && other.turn < first.turn)) {
      first = other;
    }
    if (first != null) {
      remove(first);
    }
    return first;
  }

  private static @Nullable EndpointQueue first(Set<EndpointQueue> endpoints) {
    Iterator<EndpointQueue> all = endpoints.iterator();
    return all.hasNext() ? all.next() : null;
  }
}
