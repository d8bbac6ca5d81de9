package dev.hookstream.schemas.registry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits between two tries; replaced in tests, so that they wait for nothing. */
@FunctionalInterface
interface Backoff {
  /**
   * Waits after a failed try.
   *
   * @param failures how many there have been, from 1
   * @param left what is left of the caller's time; the wait is no longer
   */
  void pause(int failures, Duration left) throws InterruptedException;

  /** From 100 ms doubling to 5 s, half of it at random, so that instances do not ask in step. */
  static Backoff doubling() {
    return (failures, left) -> {
      long most = Math.min(5_000, 100L << Math.min(failures - 1, 10));
      long millis = most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
      Thread.sleep(Math.min(millis, left.toMillis()));
    };
  }
}
