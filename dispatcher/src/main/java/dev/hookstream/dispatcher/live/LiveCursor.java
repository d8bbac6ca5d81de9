package dev.hookstream.dispatcher.live;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A listener's place on the events topic, opaque to it.
 *
 * @param offset of the next record
 * @param at when the record before was accepted, or the reading began; milliseconds since 1970
 */
record LiveCursor(int partition, long offset, long at) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,6}):(\\d{1,18}):(\\d{1,15})");

  String text() {
    byte[] plain = (partition + ":" + offset + ":" + at).getBytes(StandardCharsets.US_ASCII);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
  }

  /**
   * Reads {@link #text}.
   *
   * @throws IllegalArgumentException where it is none
   */
  static LiveCursor parse(String text) {
    String plain;
    try {
      plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
    } catch (IllegalArgumentException e) {
      throw none();
    }
    Matcher matcher = FORM.matcher(plain);
    if (!matcher.matches()) {
      throw none();
    }
    return new LiveCursor(
        Integer.parseInt(matcher.group(1)),
        Long.parseLong(matcher.group(2)),
        Long.parseLong(matcher.group(3)));
  }

  private static IllegalArgumentException none() {
    return new IllegalArgumentException("is no place that this stream gave");
  }
}
