package dev.hookstream.topology.log;

import java.nio.ByteBuffer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;
import org.jspecify.annotations.Nullable;

/**
 * How long receivers took to answer: a histogram that can be kept as a few bytes and added to
 * others, exact to one part in a hundred and to 64 microseconds. For one thread.
 */
public final class ResponseTimes {
  private static final long SMALLEST_MICROS = 64;
  private static final long LARGEST_MICROS = 120_000_000;
  private static final int DIGITS = 2;

  private final Histogram histogram = new PackedHistogram(SMALLEST_MICROS, LARGEST_MICROS, DIGITS);

  /** Of nothing. */
  public ResponseTimes() {}

  /** Notes one, in microseconds; what is above two minutes counts as that. */
  public void record(long micros) {
    histogram.recordValue(Math.min(micros, LARGEST_MICROS));
  }

  /**
   * Adds what {@link #bytes} made.
   *
   * @throws IllegalArgumentException where it is no such thing
   */
  public void add(ByteBuffer bytes) {
    if (!bytes.hasRemaining()) {
      return;
    }
    try {
      histogram.add(Histogram.decodeFromByteBuffer(bytes.duplicate(), LARGEST_MICROS));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("response times that cannot be read", e);
    }
  }

  /** The time within which so many of a hundred were answered; null where none was. */
  public @Nullable Long percentileMicros(double percent) {
    if (histogram.getTotalCount() == 0) {
      return null;
    }
    return histogram.getValueAtPercentile(percent);
  }

  /** Room for {@link #bytes} to work in. */
  static ByteBuffer scratch() {
    return ByteBuffer.allocate(new ResponseTimes().histogram.getNeededByteBufferCapacity());
  }

  /** To be kept; empty where there is nothing. */
  public ByteBuffer bytes() {
    return bytes(scratch());
  }

  /** The same, in a room that is used again and again: it is large, and what is kept is small. */
  ByteBuffer bytes(ByteBuffer scratch) {
    if (histogram.getTotalCount() == 0) {
      return ByteBuffer.allocate(0);
    }
    scratch.clear();
    histogram.encodeIntoByteBuffer(scratch);
    byte[] exact = new byte[scratch.flip().remaining()];
    scratch.get(exact);
    return ByteBuffer.wrap(exact);
  }
}
