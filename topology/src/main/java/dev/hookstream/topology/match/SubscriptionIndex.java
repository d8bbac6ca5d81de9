package dev.hookstream.topology.match;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the endpoints of one workspace that want a type, without asking each: a workspace may have
 * ten thousand. Confined to its task's thread; built anew when a setting changes.
 */
public final class SubscriptionIndex {
  private static final int REMEMBERED_TYPES = 64;

  private final Map<String, List<Target>> byType = new HashMap<>();
  private final Map<String, List<Target>> byPrefix = new HashMap<>();
  private final List<Target> everything = new ArrayList<>();
  private final Map<String, List<Target>> remembered =
      new LinkedHashMap<>(REMEMBERED_TYPES * 2, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Target>> eldest) {
          return size() > REMEMBERED_TYPES;
        }
      };

  /** An index over these endpoints. */
  public SubscriptionIndex(Collection<Target> targets) {
    for (Target target : targets) {
      for (EventPattern pattern : target.patterns()) {
        if (pattern instanceof EventPattern.Exact exact) {
          byType.computeIfAbsent(exact.type(), t -> new ArrayList<>()).add(target);
        } else if (pattern instanceof EventPattern.Below below) {
          byPrefix.computeIfAbsent(below.prefix(), p -> new ArrayList<>()).add(target);
        } else {
          everything.add(target);
        }
      }
    }
  }

  /** Every endpoint that wants the type, each once. */
  public List<Target> matching(String type) {
    return remembered.computeIfAbsent(type, this::find);
  }

  private List<Target> find(String type) {
    Set<Target> found = new LinkedHashSet<>(byType.getOrDefault(type, List.of()));
    found.addAll(everything);
    for (int dot = type.indexOf('.'); dot >= 0; dot = type.indexOf('.', dot + 1)) {
      found.addAll(byPrefix.getOrDefault(type.substring(0, dot + 1), List.of()));
    }
    return found.stream().filter(target -> target.wants(type)).toList();
  }
}
