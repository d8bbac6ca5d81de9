package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Ordering;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What a lane has out, as simply as it can be said: by delivery, and until when. */
final class ModelLane {
  private static final long BACK = -1;
  private static final long UNKNOWN = 0;
  private static final long LEASE_BEYOND_TIMEOUT_MS = 180_000;
  private static final long LONGEST_LEASE_MS = 480_000;

  /** Those that keep no place; a task that begins anew has forgotten them. */
  private final Map<String, Long> out = new HashMap<>();

  /** Those that keep theirs, in order; {@link #BACK} where one came back and waits for the rest. */
  private Map<String, Long> run = new LinkedHashMap<>();

  private Map<String, Long> committedRun = new LinkedHashMap<>();

  /** Out, although the task does not know it. */
  final Set<String> forgotten = new HashSet<>();

  /** Which attempt of each was let out last. */
  private final Map<String, Integer> released = new HashMap<>();

  /** Let out since the circuit opened. */
  final Set<String> probes = new HashSet<>();

  void released(Delivery delivery, long now) {
    long until = now + delivery.getTimeoutMs() + LEASE_BEYOND_TIMEOUT_MS;
    String id = delivery.getRef().getDeliveryId();
    released.put(id, delivery.getAttempt());
    if (isOutInOrder(id)) {
      run.remove(id); // a retry: a result was counted that did not find the place
      putBack();
    }
    (delivery.getOrder().getMode() == Ordering.PARALLEL ? out : run).put(id, until);
  }

  void back(Attempt attempt) {
    String id = attempt.getRef().getDeliveryId();
    boolean isThis = attempt.getAttempt() == released.getOrDefault(id, 0);
    if (isThis) {
      forgotten.remove(id);
    }
    probes.remove(id);
    if (out.remove(id) != null) {
      if (!isThis) {
        forgotten.add(id); // the place is free with whatever result, and this one is still out
      }
      return;
    }
    if (!isOutInOrder(id)) {
      return;
    }
    if (attempt.getResult() != AttemptResult.NOT_ATTEMPTED) {
      run.remove(id);
    } else {
      run.put(id, BACK);
    }
    putBack();
  }

  private boolean isOutInOrder(String id) {
    return run.getOrDefault(id, BACK) != BACK;
  }

  private void putBack() {
    if (run.values().stream().allMatch(until -> until == BACK)) {
      run.clear();
    }
  }

  /** Those whose lease has not ended at this moment. */
  long probesOut(long now) {
    return probes.stream()
        .filter(id -> out.getOrDefault(id, run.getOrDefault(id, BACK)) > now)
        .count();
  }

  /** Answers whether a lease has ended. */
  boolean expire(long now) {
    boolean ended = out.values().removeIf(until -> until <= now);
    for (Map.Entry<String, Long> each : run.entrySet()) {
      if (each.getValue() == UNKNOWN) {
        each.setValue(now + LONGEST_LEASE_MS);
      } else if (each.getValue() != BACK && each.getValue() <= now) {
        each.setValue(BACK);
        ended = true;
      }
    }
    putBack();
    probes.removeIf(id -> !out.containsKey(id) && !isOutInOrder(id));
    return ended;
  }

  void commit() {
    committedRun = new LinkedHashMap<>(run);
  }

  /** The task begins anew from the last commit: what had a place then is taken to be out. */
  void restart() {
    forgotten.addAll(out.keySet());
    out.clear();
    probes.clear();
    run = new LinkedHashMap<>(committedRun);
    run.replaceAll((id, until) -> until == BACK ? BACK : UNKNOWN);
    putBack();
  }

  long out() {
    return out.size() + run.values().stream().filter(until -> until != BACK).count();
  }

  /** Those that do not wait: out, known or not, or back in their places until the rest is. */
  Set<String> elsewhere() {
    Set<String> all = new HashSet<>(forgotten);
    all.addAll(out.keySet());
    all.addAll(run.keySet());
    return all;
  }
}
