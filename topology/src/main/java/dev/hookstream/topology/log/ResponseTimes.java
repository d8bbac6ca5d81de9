package dev.hookstream.topology.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;
import org.jspecify.annotations.Nullable;

/**
 * How long receivers took to answer, so that it can be kept as a few bytes and added to others. The
 * first few times are kept as they are, which most endpoints never go beyond in five minutes or an
 * hour; more become a histogram, exact to one part in a hundred and to 64 microseconds. It takes
 * them a few at a time: among thousands of endpoints, finding one's place in its packed histogram
 * costs more than all else about a time. For one thread.
 */
public final class ResponseTimes {
  /** As many as are kept as they are, and as a histogram takes at once. */
  static final int MOST_SINGLE = 64;

  private static final long SMALLEST_MICROS = 64;
  private static final long LARGEST_MICROS = 120_000_000;
  private static final int DIGITS = 2;

  // The first byte of what is kept.
  private static final byte SINGLES = 0;
  private static final byte HISTOGRAM = 1;

  private int[] singles = new int[4];
  private int count;
  private @Nullable Histogram histogram;

  /** Of nothing. */
  public ResponseTimes() {}

  /** Notes one, in microseconds; what is above two minutes counts as that. */
  public void record(long micros) {
    if (count == MOST_SINGLE) {
      settled();
    }
    if (count == singles.length) {
      singles = Arrays.copyOf(singles, 2 * count);
    }
    singles[count++] = (int) Math.min(micros, LARGEST_MICROS);
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
    ByteBuffer rest = bytes.duplicate();
    try {
      if (rest.get() == SINGLES) {
        while (rest.hasRemaining()) {
          record(rest.getInt());
        }
      } else {
        settled().add(Histogram.decodeFromByteBuffer(rest, LARGEST_MICROS));
      }
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("response times that cannot be read", e);
    }
  }

  /** The time within which so many of a hundred were answered; null where none was. */
  public @Nullable Long percentileMicros(double percent) {
    Histogram all = histogram == null ? take(empty()) : settled();
    return all.getTotalCount() == 0 ? null : (Long) all.getValueAtPercentile(percent);
  }

  /** Room for {@link #bytes} to work in. */
  static ByteBuffer scratch() {
    return ByteBuffer.allocate(1 + empty().getNeededByteBufferCapacity());
  }

  /** To be kept; empty where there is nothing. */
  public ByteBuffer bytes() {
    return bytes(scratch());
  }

  /** The same, in a room that is used again and again: it is large, and what is kept is small. */
  ByteBuffer bytes(ByteBuffer scratch) {
    scratch.clear();
    if (histogram != null) {
      settled().encodeIntoByteBuffer(scratch.put(HISTOGRAM));
    } else if (count > 0) {
      scratch.put(SINGLES);
      for (int i = 0; i < count; i++) {
        scratch.putInt(singles[i]);
      }
    }
    byte[] exact = new byte[scratch.flip().remaining()];
    scratch.get(exact);
    return ByteBuffer.wrap(exact);
  }

  /** The histogram, which there is from now on, with all of them. */
  private Histogram settled() {
    Histogram all = take(histogram == null ? empty() : histogram);
    count = 0;
    histogram = all;
    return all;
  }

  private Histogram take(Histogram into) {
    for (int i = 0; i < count; i++) {
      into.recordValue(singles[i]);
    }
    return into;
  }

  private static Histogram empty() {
    return new PackedHistogram(SMALLEST_MICROS, LARGEST_MICROS, DIGITS);
  }
}
