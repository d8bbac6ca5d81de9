package dev.hookstream.dispatcher.sender;

import io.vertx.core.internal.ContextInternal;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One event loop and what exchanges on it share. Confined to it, but for {@link #begin}, which may
 * be called from any thread.
 */
final class EventLoop {
  /** Begun in one go at most, so that what was begun before is not kept waiting. */
  private static final int AT_ONCE = 256;

  final ContextInternal context;
  final Connections connections;
  final Deadlines deadlines;
  final RequestWriter writer = new RequestWriter();
  private final InstantSource clock;
  private final ConcurrentLinkedQueue<Startable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean called = new AtomicBoolean();

  EventLoop(ContextInternal context, Connections connections, InstantSource clock) {
    this.context = context;
    this.connections = connections;
    this.clock = clock;
    this.deadlines =
        new Deadlines(
            new Deadlines.Alarm() {
              @Override
              public long set(long millis, Runnable ring) {
                return context.setTimer(millis, id -> ring.run());
              }

              @Override
              public void cancel(long id) {
                context.owner().cancelTimer(id);
              }
            });
  }

  /**
   * Starts the exchange soon, and never in the caller's own stack. Those that come together are
   * started by one task: to call an event loop costs more than to start an exchange.
   */
  void begin(Startable exchange) {
    waiting.add(exchange);
    call();
  }

  private void call() {
    if (called.compareAndSet(false, true)) {
      context.runOnContext(v -> start());
    }
  }

  private void start() {
    called.set(false);
    Startable exchange;
    try {
      for (int i = 0; i < AT_ONCE && (exchange = waiting.poll()) != null; i++) {
        exchange.start(clock.millis());
      }
    } finally {
      if (!waiting.isEmpty()) {
        call();
      }
    }
  }
}
