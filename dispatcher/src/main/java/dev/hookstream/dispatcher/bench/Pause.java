package dev.hookstream.dispatcher.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting by the clock: what a benchmark does between two looks. */
final class Pause {
  private Pause() {}

  static void of(Duration duration) {
    until(System.nanoTime() + duration.toNanos());
  }

  /** Until {@link System#nanoTime} has this value. */
  static void until(long nanoTime) {
    goOn();
    long left = nanoTime - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      goOn();
      left = nanoTime - System.nanoTime();
    }
  }

  /** Returns, unless somebody asked this thread for its end. */
  static void goOn() {
    if (Thread.interrupted()) {
      throw new StoppedException();
    }
  }
}
