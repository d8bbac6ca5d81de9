package dev.hookstream.schemas.serde;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 without replacement characters: what is not UTF-8 is refused, since it could not go out
 * byte for byte as it came.
 */
final class StrictUtf8 {
  private static final char REPLACEMENT = '\uFFFD';

  private StrictUtf8() {}

  /** The text in these bytes. */
  static String decode(byte[] bytes, int from, int length) throws CharacterCodingException {
    // The lenient constructor is the fast one, and leaves a mark where the bytes were wrong.
    String text = new String(bytes, from, length, StandardCharsets.UTF_8);
    return text.indexOf(REPLACEMENT) < 0 ? text : strictly(bytes, from, length);
  }

  /** Only looks, without making a text of what is plain ASCII. */
  static void check(byte[] bytes, int from, int length) throws CharacterCodingException {
    for (int i = from; i < from + length; i++) {
      if (bytes[i] < 0) {
        decode(bytes, i, from + length - i);
        return;
      }
    }
  }

  /** Whether a text has a half of a surrogate pair alone, which UTF-8 cannot express. */
  static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return true;
      }
    }
    return false;
  }

  private static String strictly(byte[] bytes, int from, int length)
      throws CharacterCodingException {
    return StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(bytes, from, length))
        .toString();
  }
}
