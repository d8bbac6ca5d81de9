package dev.hookstream.dispatcher.sender;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.stream.LongStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * What is done beyond the first gap, as text for the metadata of a commit (the idea of Confluent's
 * Parallel Consumer): so that a request that hangs does not turn a kill into a resend of all that
 * was done behind it.
 *
 * <p>The form: base64 of one byte that says how (2 plain, 3 deflated) and a bit set in which bit i
 * stands for the committed offset + i. A broker takes 4,096 bytes ({@code
 * offset.metadata.max.bytes}); a bit set of 24,000 offsets always fits, a longer one where it
 * deflates well, and of one that does not as much as fits.
 */
final class OffsetMetadata {
  static final int MAX_TEXT = 4096;

  /** So many bytes become {@link #MAX_TEXT} characters of base64, less the first. */
  private static final int MAX_BYTES = MAX_TEXT / 4 * 3 - 1;

  /** Longer than what a sender has outstanding in a partition, by far. */
  static final int MAX_BITS = 1 << 20;

  private static final byte PLAIN = 2;
  private static final byte DEFLATED = 3;

  private OffsetMetadata() {}

  /** The offsets done beyond the committed one. */
  record Done(long base, BitSet bits) {
    boolean contains(long offset) {
      long index = offset - base;
      return index >= 0 && index < bits.length() && bits.get((int) index);
    }

    /** Those at or above an offset, rising. */
    LongStream from(long offset) {
      long index = offset - base;
      return index >= bits.length()
          ? LongStream.empty()
          : bits.stream().asLongStream().filter(bit -> bit >= index).map(bit -> base + bit);
    }
  }

  /** Makes the text of bits, of which bit i says whether the committed offset + i is done. */
  static String encode(BitSet bits) {
    return bits.isEmpty() ? "" : text(bits);
  }

  private static String text(BitSet bits) {
    byte[] plain = bits.toByteArray();
    byte[] deflated = deflate(plain);
    if (plain.length <= deflated.length && plain.length <= MAX_BYTES) {
      return base64(PLAIN, plain);
    }
    int kept = plain.length;
    while (deflated.length > MAX_BYTES && kept > MAX_BYTES) {
      kept = Math.max(MAX_BYTES, kept * 3 / 4);
      deflated = deflate(Arrays.copyOf(plain, kept));
    }
    return deflated.length <= MAX_BYTES
        ? base64(DEFLATED, deflated)
        : base64(PLAIN, Arrays.copyOf(plain, Math.min(plain.length, MAX_BYTES)));
  }

  /** Reads what {@link #encode} wrote; of anything else, that nothing is known to be done. */
  static Done decode(long base, String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      // Another tool committed with words of its own: a resend is safe, a skip would not be.
      return new Done(base, new BitSet());
    }
    if (bytes.length < 2) {
      return new Done(base, new BitSet());
    }
    ByteBuffer body = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    return switch (bytes[0]) {
      case PLAIN -> new Done(base, BitSet.valueOf(body));
      case DEFLATED -> new Done(base, inflate(body));
      default -> new Done(base, new BitSet());
    };
  }

  private static String base64(byte form, byte[] body) {
    byte[] bytes = new byte[body.length + 1];
    bytes[0] = form;
    System.arraycopy(body, 0, bytes, 1, body.length);
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] deflate(byte[] plain) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setInput(plain);
      deflater.finish();
      byte[] out = new byte[plain.length + 64];
      int length = 0;
      while (!deflater.finished()) {
        length += deflater.deflate(out, length, out.length - length);
        if (length == out.length && !deflater.finished()) {
          out = Arrays.copyOf(out, out.length * 2);
        }
      }
      return Arrays.copyOf(out, length);
    } finally {
      deflater.end();
    }
  }

  private static BitSet inflate(ByteBuffer body) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(body);
      byte[] out = new byte[MAX_BITS / 8];
      int length = inflater.inflate(out);
      return BitSet.valueOf(ByteBuffer.wrap(out, 0, length));
    } catch (DataFormatException e) {
      // As for any text that is not ours: nothing is known to be done.
      return new BitSet();
    } finally {
      inflater.end();
    }
  }
}
