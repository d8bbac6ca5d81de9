package dev.hookstream.dispatcher.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.Assertions;

/** Waits for a condition, with a bound that only a defect reaches. */
final class Eventually {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Eventually() {}

  static void that(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        Assertions.fail("after %s still not: %s", PATIENCE, what);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
