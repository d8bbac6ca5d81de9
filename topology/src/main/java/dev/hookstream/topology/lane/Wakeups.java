package dev.hookstream.topology.lane;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * The lanes that wait for a moment. A timer is set for the first of these moments, and only while
 * there is one: each tick makes the task commit.
 */
final class Wakeups {
  private static final long FINEST_MS = 10;

  private final ProcessorContext<?, ?> context;
  private final ObjLongConsumer<List<Lane>> wake;
  private final TreeMap<Long, Set<Lane>> lanes = new TreeMap<>();
  private final Map<Lane, Long> moments = new HashMap<>();
  private @Nullable Cancellable timer;
  private long timerEnds;

  /** Tells {@code wake} which lanes' moment has come, and the time. */
  Wakeups(ProcessorContext<?, ?> context, ObjLongConsumer<List<Lane>> wake) {
    this.context = context;
    this.wake = wake;
  }

  /** Notes when to look again at a lane whose pace holds something back. */
  void note(Lane lane, long now) {
    if (lane.backlog() > 0 && !lane.pace().allows(now)) {
      long moment = lane.pace().askAgainAt();
      forget(lane);
      if (moment != Long.MAX_VALUE) {
        add(lane, moment, now);
      }
    }
  }

  /** Looks at a lane again very soon: there was more to do than may be done at once. */
  void soon(Lane lane, long now) {
    forget(lane);
    add(lane, now + FINEST_MS, now);
  }

  /** Ends the timer: a task that comes back keeps its timers, and these lanes are not its own. */
  void stop() {
    stopTimer();
    lanes.clear();
    moments.clear();
  }

  private void add(Lane lane, long moment, long now) {
    moments.put(lane, moment);
    lanes.computeIfAbsent(moment, made -> new LinkedHashSet<>()).add(lane);
    setTimer(now);
  }

  private void forget(Lane lane) {
    Long moment = moments.remove(lane);
    if (moment != null) {
      Set<Lane> together = lanes.get(moment);
      if (together != null && together.remove(lane) && together.isEmpty()) {
        lanes.remove(moment);
      }
    }
  }

  private void setTimer(long now) {
    long first = lanes.firstKey();
    if (timer != null && timerEnds <= first) {
      return;
    }
    stopTimer();
    long wait = Math.max(FINEST_MS, first - now);
    timerEnds = now + wait;
    timer = context.schedule(Duration.ofMillis(wait), PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void tick(long now) {
    stopTimer();
    List<Lane> due = new ArrayList<>();
    while (!lanes.isEmpty() && lanes.firstKey() <= now) {
      due.addAll(lanes.pollFirstEntry().getValue());
    }
    due.forEach(moments::remove);
    wake.accept(due, now);
    if (!lanes.isEmpty()) {
      setTimer(now);
    }
  }
}
