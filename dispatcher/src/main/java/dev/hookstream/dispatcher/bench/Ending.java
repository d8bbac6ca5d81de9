package dev.hookstream.dispatcher.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM, turned into the unwinding of the thread that measures: producers are closed
 * first, then the dispatcher, then topics are deleted, which either of them would make anew, then
 * files. The JVM waits for that.
 */
final class Ending implements AutoCloseable {
  /** What hangs so long is left to the next run, which finds it. */
  private static final long PATIENCE_SECONDS = 90;

  private final Thread measuring = Thread.currentThread();
  private final Thread hook = new Thread(this::onShutdown, "bench-ending");
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean asked;

  private Ending() {}

  /** From now on a signal interrupts this thread. Close it when nothing is left. */
  static Ending onSignal() {
    Ending ending = new Ending();
    Runtime.getRuntime().addShutdownHook(ending.hook);
    return ending;
  }

  private void onShutdown() {
    asked = true;
    measuring.interrupt();
    try {
      ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether a signal came: then every failure is its doing. */
  boolean asked() {
    return asked;
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // this process is ending, and the hook has had its turn
    }
  }
}
