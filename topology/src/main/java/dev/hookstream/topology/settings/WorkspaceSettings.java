package dev.hookstream.topology.settings;

import dev.hookstream.topology.match.SubscriptionIndex;
import dev.hookstream.topology.match.Target;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One workspace's settings in memory, ready to match events. Confined to its task's thread. */
public final class WorkspaceSettings {
  private final Map<String, Target> targets = new LinkedHashMap<>();
  private final Set<String> keyContracts;
  private @Nullable SubscriptionIndex index;
  private @Nullable Set<String> contracts;

  WorkspaceSettings(List<Target> targets, Set<String> keyContracts) {
    targets.forEach(target -> this.targets.put(target.id(), target));
    this.keyContracts = new LinkedHashSet<>(keyContracts);
  }

  /** The endpoint of this id, or null where there is none. */
  public @Nullable Target target(String endpointId) {
    return targets.get(endpointId);
  }

  /** How many endpoints there are. */
  int size() {
    return targets.size();
  }

  List<String> endpointIds() {
    return List.copyOf(targets.keySet());
  }

  /** The endpoints that want a type. */
  public List<Target> matching(String type) {
    SubscriptionIndex built = index;
    if (built == null) {
      built = new SubscriptionIndex(targets.values());
      index = built;
    }
    return built.matching(type);
  }

  /** The names of the contracts that the workspace has keys or endpoints for. */
  public Set<String> contracts() {
    Set<String> known = contracts;
    if (known == null) {
      known = new LinkedHashSet<>(keyContracts);
      for (Target target : targets.values()) {
        known.add(target.contract().name());
      }
      contracts = known;
    }
    return known;
  }

  void put(Target target) {
    targets.put(target.id(), target);
    changed();
  }

  void remove(String endpointId) {
    targets.remove(endpointId);
    changed();
  }

  boolean useContract(String contract) {
    boolean isNew = keyContracts.add(contract);
    changed();
    return isNew;
  }

  List<String> keyContracts() {
    return List.copyOf(keyContracts);
  }

  /** How much memory it takes, in endpoints. */
  int weight() {
    return 1 + targets.size();
  }

  private void changed() {
    index = null;
    contracts = null;
  }
}
