package dev.hookstream.topology.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.Punctuator;

/** The time, and a task's timers. As with Kafka Streams, one that was missed fires once. */
final class ModelClock {
  private final class Timer implements Cancellable {
    private final long every;
    private final Punctuator work;
    private long next;

    Timer(long every, Punctuator work) {
      this.every = every;
      this.work = work;
      this.next = now + every;
    }

    @Override
    public void cancel() {
      timers.remove(this);
    }
  }

  private final List<Timer> timers = new ArrayList<>();
  private long now = Dispatch.START.toEpochMilli();

  long now() {
    return now;
  }

  Cancellable schedule(Duration every, Punctuator work) {
    Timer timer = new Timer(every.toMillis(), work);
    timers.add(timer);
    return timer;
  }

  void advance(long millis) {
    now += millis;
  }

  void fire() {
    for (Timer timer : List.copyOf(timers)) {
      if (timer.next <= now && timers.contains(timer)) {
        timer.next = now + timer.every;
        timer.work.punctuate(now);
      }
    }
  }

  /** The task is gone, and its timers with it. */
  void forget() {
    timers.clear();
  }
}
