package dev.hookstream.topology.contract;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What may stand in an HTTP header. */
final class HeaderText {
  private HeaderText() {}

  /**
   * {@code id} itself where a header can carry it, which is to say nearly always. Otherwise
   * (spaces, line breaks, beyond ASCII) those characters are percent-encoded as UTF-8: an id that a
   * publisher chose must neither inject a header nor make a delivery impossible.
   */
  static String safe(String id) {
    for (int i = 0; i < id.length(); i++) {
      if (!visible(id.charAt(i))) {
        return encoded(id);
      }
    }
    return id;
  }

  private static String encoded(String id) {
    StringBuilder text = new StringBuilder(id.length() + 16);
    for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
      if (visible((char) (b & 0xff)) && b != '%') {
        text.append((char) b);
      } else {
        text.append('%').append(Hex.text(new byte[] {b}).toUpperCase(Locale.ROOT));
      }
    }
    return text.toString();
  }

  /** Whether {@code text} can be (part of) a value that is sent as it is. */
  static boolean printable(String text) {
    return text.chars().allMatch(c -> c == ' ' || visible((char) c));
  }

  /** Whether {@code name} is a header's name. */
  static boolean name(String name) {
    return name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
  }

  private static boolean visible(char c) {
    return c > ' ' && c < 0x7f;
  }
}
