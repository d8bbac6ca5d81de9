package dev.hookstream.dispatcher.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM, turned into a normal return: the main thread waits here, and the JVM waits
 * until that thread has stopped everything in order.
 */
final class StopSignal implements AutoCloseable {
  /** After this the JVM ends whatever is still running. */
  private static final long PATIENCE_SECONDS = 90;

  private final CountDownLatch signalled = new CountDownLatch(1);
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Listens from now on. Close it when everything is stopped. */
  static StopSignal listen() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(signal::onShutdown, "stop-signal"));
    return signal;
  }

  private void onShutdown() {
    signalled.countDown();
    asked.countDown();
    try {
      stopped.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks as a signal would, from any thread. */
  void ask() {
    asked.countDown();
  }

  /** Returns when somebody asked for the end. */
  void await() throws InterruptedException {
    asked.await();
  }

  /** Waits so long, and says whether somebody asked for the end. */
  boolean asked(Duration most) throws InterruptedException {
    return asked.await(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits so long, and says whether a signal came; what was asked from within is none. */
  boolean signalled(Duration most) throws InterruptedException {
    return signalled.await(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    stopped.countDown();
  }
}
