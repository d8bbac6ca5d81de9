package dev.hookstream.dispatcher.metrics;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * For how long something has not happened: since it last did, or since this was made. Any thread.
 */
public final class Age {
  private static final double NANOS_A_SECOND = 1e9;

  private final LongSupplier nanos;
  private final AtomicLong last;

  /**
   * Begins at zero.
   *
   * @param nanos a clock that never jumps, as {@link System#nanoTime}
   */
  public Age(LongSupplier nanos) {
    this.nanos = nanos;
    this.last = new AtomicLong(nanos.getAsLong());
  }

  /** It happens now. */
  public void renew() {
    last.set(nanos.getAsLong());
  }

  /** Seconds since then. */
  public double seconds() {
    return (nanos.getAsLong() - last.get()) / NANOS_A_SECOND;
  }
}
