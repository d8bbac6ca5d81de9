package dev.hookstream.topology.lane;

import dev.hookstream.topology.match.Target;
import dev.hookstream.topology.settings.SettingsKeys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of a task that are in memory: those with something out or waiting, and the idle ones
 * used last. Counts what the task has out. Confined to its task's thread.
 */
final class Lanes {
  private static final int IDLE_IN_MEMORY = 50_000;

  /** Of what a task may have out: kept for lanes that have hardly anything out. */
  private static final int KEPT_PART = 8;

  private static final int HARDLY_ANYTHING = 4;

  private final Backlog backlog;
  private final LaneDirectory directory;
  private final int defaultLimit;
  private final int maxOut;
  private final long startedAt;
  private final Map<String, Lane> lanes = new LinkedHashMap<>(64, 0.75f, true);
  private int out;

  Lanes(Backlog backlog, LaneDirectory directory, int defaultLimit, int maxOut, long now) {
    this.backlog = backlog;
    this.directory = directory;
    this.defaultLimit = defaultLimit;
    this.maxOut = maxOut;
    this.startedAt = now;
  }

  Lane lane(String workspaceId, String endpointId) {
    String key = SettingsKeys.endpoint(workspaceId, endpointId);
    Lane known = lanes.get(key);
    if (known == null) {
      known = new Lane(workspaceId, endpointId, defaultLimit);
      backlog.find(known);
      known.found(backlog);
      out += known.out();
      lanes.put(key, known);
      directory.add(known);
      forgetIdle();
    }
    return known;
  }

  @Nullable Lane inMemory(String workspaceId, String endpointId) {
    return lanes.get(SettingsKeys.endpoint(workspaceId, endpointId));
  }

  /** Has a lane keep to its endpoint's settings of today. */
  void adapt(Lane lane, Target target, long now) {
    Integer own = target.endpoint().getMaxInFlight();
    lane.limit(own == null ? defaultLimit : own);
    lane.pace().limit(target.endpoint().getRateLimitPerSecond(), now);
    Long ordered = target.endpoint().getOrderedSince();
    if (ordered != null && ordered < startedAt) {
      // What had left before without an order is known to nobody since the task has started anew.
      lane.pace().hold(ordered + Release.leaseMillis(target));
    }
  }

  /** Whether the task as a whole may have one more out, whosever it is. */
  boolean hasRoom() {
    return out < maxOut - maxOut / KEPT_PART;
  }

  /**
   * Whether it may have one more of this lane out. Endpoints that hang fill the task's room in a
   * moment, long before anything shows it; the rest of it is for those that answer.
   */
  boolean hasRoom(Lane lane) {
    return hasRoom() || (!isFull() && lane.out() < HARDLY_ANYTHING);
  }

  /** Whether it may have nothing more out, of any lane. */
  boolean isFull() {
    return out >= maxOut;
  }

  void lease(Lane lane, String deliveryId, long now, long until) {
    lane.lease(deliveryId, now, until);
    out++;
  }

  /** As {@link #lease}, for one that keeps its place in its queue. */
  void leaseInOrder(Lane lane, LaneQueue queue, String deliveryId, long now, long until) {
    lane.leaseInOrder(queue, deliveryId, now, until);
    out++;
  }

  void release(Lane lane, LaneCommand.Back back, long now) {
    if (lane.release(back, backlog, now)) {
      out--;
    }
  }

  /** Frees a delivery's place, where it has one, as if it had come back. */
  void giveUp(Lane lane, String deliveryId, long now) {
    if (lane.isOut(deliveryId)) {
      lane.giveUp(deliveryId, backlog, now);
      out--;
    }
  }

  /** Frees the places whose lease has ended; answers the lanes that have room again. */
  List<Lane> expire(long now) {
    List<Lane> freed = new ArrayList<>();
    for (Lane lane : lanes.values()) {
      int expired = lane.expire(now, backlog);
      if (expired > 0) {
        out -= expired;
        freed.add(lane);
      }
    }
    return freed;
  }

  /** Those that something waits in. */
  List<Lane> withBacklog() {
    return lanes.values().stream().filter(lane -> lane.backlog() > 0).toList();
  }

  void close() {
    lanes.values().forEach(directory::remove);
    lanes.clear();
    out = 0;
  }

  private void forgetIdle() {
    // Looks at a few only: where the eldest are all busy, memory is theirs by right. But they go to
    // the young end, or a handful that waits for days would keep all others in memory.
    for (int looked = 0; looked < 8 && lanes.size() > IDLE_IN_MEMORY; looked++) {
      Map.Entry<String, Lane> eldest = lanes.entrySet().iterator().next();
      if (eldest.getValue().idle()) {
        lanes.remove(eldest.getKey());
        directory.remove(eldest.getValue());
      } else {
        lanes.get(eldest.getKey());
      }
    }
  }
}
