package dev.hookstream.topology.contract;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How a contract writes the time at which an event occurred; always UTC. */
enum TimeFormat {
  /** {@code "2026-05-11T08:14:22Z"}, the second that had begun. */
  ISO_SECONDS("uuuu-MM-dd'T'HH:mm:ss'Z'"),
  /** {@code "2026-05-11T08:14:22.184Z"}, three digits even where they are zeros. */
  ISO_MILLIS("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'"),
  /** {@code 1778487262}, a number. */
  UNIX_SECONDS(""),
  /** {@code 1778487262184}, a number. */
  UNIX_MILLIS("");

  private final DateTimeFormatter formatter;

  TimeFormat(String pattern) {
    this.formatter = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }

  /** The name in a contract's file. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** As it stands in the JSON, with its quotes where it has any. */
  String json(Instant time) {
    return switch (this) {
      case ISO_SECONDS, ISO_MILLIS -> '"' + formatter.format(time) + '"';
      case UNIX_SECONDS -> Long.toString(time.getEpochSecond());
      case UNIX_MILLIS -> Long.toString(time.toEpochMilli());
    };
  }
}
