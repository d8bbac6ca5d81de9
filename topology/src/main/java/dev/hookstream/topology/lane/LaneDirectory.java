package dev.hookstream.topology.lane;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The lanes that are in memory in this process, for those who look at them: the API shows an
 * endpoint's window and backlog. Safe for any thread; the counts are as of a moment ago.
 */
public final class LaneDirectory {
  private final Map<String, Map<String, Lane>> byWorkspace = new ConcurrentHashMap<>();

  /** The lane of an endpoint; empty where nothing has gone through it lately. */
  public Optional<Lane> find(String workspaceId, String endpointId) {
    return Optional.ofNullable(of(workspaceId).get(endpointId));
  }

  /** How many deliveries are out, over all lanes here. */
  public long out() {
    return all().mapToLong(Lane::out).sum();
  }

  /** How many wait, over all lanes here. */
  public long backlog() {
    return all().mapToLong(Lane::backlog).sum();
  }

  /** How many wait for the endpoints of one workspace. */
  public long backlog(String workspaceId) {
    return of(workspaceId).values().stream().mapToLong(Lane::backlog).sum();
  }

  /** How many endpoints here are given nothing but probes, since they are down. */
  public long openCircuits() {
    return all().filter(Lane::isCircuitOpen).count();
  }

  /**
   * How many endpoints were given something at this moment or later, in milliseconds since 1970.
   */
  public long usedSince(long moment) {
    return all().filter(lane -> lane.pace().hasLeftSince(moment)).count();
  }

  /** Those that are here now. */
  public List<Lane> list() {
    return all().toList();
  }

  void add(Lane lane) {
    byWorkspace.compute(
        lane.workspaceId(),
        (id, known) -> {
          Map<String, Lane> lanes = known == null ? new ConcurrentHashMap<>() : known;
          lanes.put(lane.endpointId(), lane);
          return lanes;
        });
  }

  void remove(Lane lane) {
    byWorkspace.computeIfPresent(
        lane.workspaceId(),
        (id, lanes) -> {
          lanes.remove(lane.endpointId(), lane);
          return lanes.isEmpty() ? null : lanes;
        });
  }

  private Map<String, Lane> of(String workspaceId) {
    return byWorkspace.getOrDefault(workspaceId, Map.of());
  }

  private Stream<Lane> all() {
    return byWorkspace.values().stream().flatMap(lanes -> lanes.values().stream());
  }
}
