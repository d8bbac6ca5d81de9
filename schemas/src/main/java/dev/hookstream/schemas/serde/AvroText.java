package dev.hookstream.schemas.serde;

import dev.hookstream.schemas.Event;
import org.jspecify.annotations.Nullable;

/** Checks the texts of an event that came as Avro: real UTF-8, and data that is a JSON object. */
final class AvroText {
  private static final char REPLACEMENT = '\uFFFD';

  private AvroText() {}

  /**
   * Checks an event against the bytes it was read from.
   *
   * @throws BadEventException where a text was not UTF-8, or data is not one JSON object
   */
  static void check(Event event, byte[] source) throws BadEventException {
    int replaced =
        replacements(event.getId())
            + replacements(event.getType())
            + replacements(event.getWorkspaceId())
            + replacements(event.getData())
            + replacements(event.getProduct());
    // Avro puts U+FFFD for bytes that are not UTF-8, which would go out as other bytes than came
    // in.
    // A publisher's own U+FFFD is EF BF BD in the source too.
    if (replaced > 0 && replaced > encodedReplacements(source)) {
      throw new BadEventException(
          BadEventException.UNREADABLE, "", "has bytes in a string that are not UTF-8");
    }
    try {
      RawJson.check(event.getData());
    } catch (MalformedJsonException e) {
      throw new BadEventException(
          BadEventException.DATA_NOT_JSON, "/data" + e.pointer(), "data " + e.getMessage());
    }
  }

  private static int replacements(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    int count = 0;
    for (int i = text.indexOf(REPLACEMENT); i >= 0; i = text.indexOf(REPLACEMENT, i + 1)) {
      count++;
    }
    return count;
  }

  private static int encodedReplacements(byte[] source) {
    int count = 0;
    for (int i = 2; i < source.length; i++) {
      if (source[i] == (byte) 0xBD
          && source[i - 1] == (byte) 0xBF
          && source[i - 2] == (byte) 0xEF) {
        count++;
      }
    }
    return count;
  }
}
