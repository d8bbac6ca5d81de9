package dev.hookstream.topology.lane;

import dev.hookstream.topology.settings.SettingsKeys;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lanes that are in memory in this process, for those who look at them: the API shows an
 * endpoint's window and backlog. Safe for any thread; the counts are as of a moment ago.
 */
public final class LaneDirectory {
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

  /** The lane of an endpoint; empty where nothing has gone through it lately. */
  public Optional<Lane> find(String workspaceId, String endpointId) {
    return Optional.ofNullable(lanes.get(SettingsKeys.endpoint(workspaceId, endpointId)));
  }

  /** How many deliveries are out, over all lanes here. */
  public long out() {
    return lanes.values().stream().mapToLong(Lane::out).sum();
  }

  /** How many wait, over all lanes here. */
  public long backlog() {
    return lanes.values().stream().mapToLong(Lane::backlog).sum();
  }

  /** How many endpoints here are given nothing but probes, since they are down. */
  public long openCircuits() {
    return lanes.values().stream().filter(Lane::isCircuitOpen).count();
  }

  void add(Lane lane) {
    lanes.put(SettingsKeys.endpoint(lane.workspaceId(), lane.endpointId()), lane);
  }

  void remove(Lane lane) {
    lanes.remove(SettingsKeys.endpoint(lane.workspaceId(), lane.endpointId()), lane);
  }
}
