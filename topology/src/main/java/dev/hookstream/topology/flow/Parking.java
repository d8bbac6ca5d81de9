package dev.hookstream.topology.flow;

import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.RegistryUnavailableException;
import dev.hookstream.topology.alert.AlertDesk;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * Where an event waits whose schema the registry has not told yet, with those of the same key that
 * come behind it, while everything else goes on. Looks after them on a timer, which runs only while
 * there are some: each tick is a transaction.
 */
final class Parking {
  /**
   * What an event may have in all to be parked: it goes through a changelog, whose topic takes the
   * broker's default of one MiB. No event that can be delivered has more, unless its headers do.
   */
  static final int MOST_BYTES = 950_000;

  private static final Duration TICK = Duration.ofMillis(100);
  private static final int MOST_A_TICK = 1_000;
  // A schema that is new to us parks an event for a moment: no reason to wake anybody.
  private static final long NOT_WORTH_AN_ALERT_MS = 5_000;

  private final ProcessorContext<Object, Object> context;
  private final DispatchObserver observer;
  private final ParkedEvents parked;
  private final Consumer<ArrivedEvent> take;
  private final Alarm alarm;
  private @Nullable Cancellable timer;
  private long waitingSince;
  private int toldKeys;

  /**
   * Takes up what an earlier run has parked.
   *
   * @param take takes an event, or throws {@link RegistryUnavailableException} as before
   */
  Parking(
      ProcessorContext<Object, Object> context,
      DispatchSettings settings,
      AlertDesk alerts,
      Consumer<ArrivedEvent> take) {
    this.context = context;
    this.observer = settings.observer();
    this.parked = new ParkedEvents(context.getStateStore(ParkedEvents.STORE));
    this.take = take;
    this.alarm =
        new Alarm(context, alerts, AlertKind.REGISTRY_AWAY, settings.names().of(Topic.EVENTS));
    if (parked.queues() > 0) {
      watch();
    }
    tellKeys(parked.queues());
  }

  private void tellKeys(int keys) {
    observer.parkedKeys(keys - toldKeys);
    toldKeys = keys;
  }

  /** Whether an event could be parked; one that could not is no event that can be delivered. */
  static boolean fits(ArrivedEvent event) {
    // The key twice: once in the store's own key.
    int key = event.key() == null ? 0 : event.key().length;
    return event.value() != null && event.bytes() + key <= MOST_BYTES;
  }

  /** Whether one of the same key waits already, so that this one has to wait behind it. */
  boolean isBehindAnother(ArrivedEvent event) {
    return parked.waits(event.key()) && fits(event);
  }

  void park(ArrivedEvent event) {
    parked.park(event);
    observer.parked();
    tellKeys(parked.queues());
    if (timer == null) {
      watch();
    }
  }

  private void watch() {
    waitingSince = context.currentSystemTimeMs();
    timer = context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  /** The task leaves, or begins anew: what waits is counted where it is next. */
  void close() {
    tellKeys(0);
    stop();
  }

  /** Ends the timer: a task that comes back keeps its timers, and this one's state is old then. */
  private void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void tick(long now) {
    parked.offer(MOST_A_TICK, event -> isTaken(event, now));
    tellKeys(parked.queues());
    if (parked.queues() == 0) {
      stop();
    }
  }

  private boolean isTaken(ArrivedEvent event, long now) {
    try {
      take.accept(event);
      return true;
    } catch (RegistryUnavailableException away) {
      if (now - waitingSince >= NOT_WORTH_AN_ALERT_MS) {
        alarm.raise(
            Alarm.OPERATOR,
            event,
            () ->
                "events under "
                    + parked.queues()
                    + " keys wait for the schema registry, this one and those behind it among"
                    + " them: "
                    + away.getMessage());
      }
      return false;
    }
  }
}
