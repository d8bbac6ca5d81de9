package dev.hookstream.topology.match;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.topology.contract.EventData;
import dev.hookstream.topology.filter.Filter;
import dev.hookstream.topology.filter.Filter.Miss;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One event's data as filters see it: parsed when the first filter asks, and once. Data that cannot
 * be parsed although it is JSON (an exponent of eleven digits) passes every filter, since nothing
 * accepted is lost. For one thread.
 */
public final class EventContent {
  private final String json;
  private @Nullable JsonNode tree;
  private boolean unreadable;

  /** Over an event's {@code data}. */
  public EventContent(String json) {
    this.json = json;
  }

  /** Whether an endpoint's filter, where it has one, lets the data through. */
  public boolean passes(Target target) {
    Filter filter = target.filter();
    if (filter == null) {
      return true;
    }
    JsonNode data = data();
    return data == null || filter.accepts(data);
  }

  /** Why it does not; empty where it does. */
  Optional<Miss> miss(Target target) {
    Filter filter = target.filter();
    JsonNode data = filter == null ? null : data();
    return filter == null || data == null ? Optional.empty() : filter.miss(data);
  }

  private @Nullable JsonNode data() {
    if (tree == null && !unreadable) {
      try {
        tree = EventData.parse(json);
      } catch (JsonProcessingException e) {
        unreadable = true;
      }
    }
    return tree;
  }
}
