package dev.hookstream.dispatcher.sender;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All deadlines of one event loop on one timer: to set and cancel a timer for each request costs
 * more than most of the rest of it. Those of the same length end in the order in which they began,
 * so there is a list a length, and only the heads are looked at. Confined to its event loop.
 */
final class Deadlines {
  private static final Logger log = LoggerFactory.getLogger(Deadlines.class);
  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  /** What rings once, and can be told not to. */
  interface Alarm {
    long set(long millis, Runnable ring);

    void cancel(long id);
  }

  /** Deadlines of one length, the earliest first. */
  static final class Row {
    private @Nullable Deadline first;
    private @Nullable Deadline last;
  }

  private final Alarm alarm;
  private final Map<Integer, Row> rows = new HashMap<>();
  private boolean armed;
  private long armedFor;
  private long timer;

  Deadlines(Alarm alarm) {
    this.alarm = alarm;
  }

  /** From now on it is told when the time is over. */
  void add(Deadline deadline, int millis, long now) {
    Row row = rows.computeIfAbsent(millis, length -> new Row());
    deadline.dueAt = now + Math.max(1, millis) * NANOS_PER_MILLI;
    deadline.row = row;
    deadline.earlier = row.last;
    if (row.last == null) {
      row.first = deadline;
    } else {
      row.last.later = deadline;
    }
    row.last = deadline;
    if (!armed || deadline.dueAt - armedFor < 0) {
      arm(deadline.dueAt, now);
    }
  }

  /** It was met. The timer stays as it is: it finds nothing, or is set anew when it rings. */
  void remove(Deadline deadline) {
    Row row = deadline.row;
    if (row == null) {
      return;
    }
    if (deadline.earlier == null) {
      row.first = deadline.later;
    } else {
      deadline.earlier.later = deadline.later;
    }
    if (deadline.later == null) {
      row.last = deadline.earlier;
    } else {
      deadline.later.earlier = deadline.earlier;
    }
    deadline.row = null;
    deadline.earlier = null;
    deadline.later = null;
  }

  /** Ends those whose time is over, and sets the timer for the next. */
  void ring(long now) {
    armed = false;
    List<Deadline> late = new ArrayList<>();
    Deadline next = null;
    Iterator<Row> all = rows.values().iterator();
    while (all.hasNext()) {
      Row row = all.next();
      while (row.first != null && row.first.dueAt - now <= 0) {
        late.add(row.first);
        remove(row.first);
      }
      if (row.first == null) {
        all.remove();
      } else if (next == null || row.first.dueAt - next.dueAt < 0) {
        next = row.first;
      }
    }
    if (next != null) {
      arm(next.dueAt, now);
    }
    // Last, since what they do may well add new ones.
    for (Deadline deadline : late) {
      try {
        deadline.late();
      } catch (RuntimeException | Error e) {
        log.atError().setCause(e).log("a deadline that passed was not dealt with; others are");
      }
    }
  }

  private void arm(long dueAt, long now) {
    if (armed) {
      alarm.cancel(timer);
    }
    armed = true;
    armedFor = dueAt;
    // Upwards, so that the first one is due when it rings.
    long millis = (dueAt - now + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
    timer = alarm.set(Math.max(1, millis), () -> ring(System.nanoTime()));
  }
}
