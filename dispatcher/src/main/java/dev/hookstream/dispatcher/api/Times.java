package dev.hookstream.dispatcher.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Times as callers write them (RFC 3339). */
final class Times {
  static final String EXAMPLE = "2026-05-11T08:14:22.184Z";

  private Times() {}

  /** To the millisecond, which is what records carry; empty where it is no time. */
  static Optional<Instant> parse(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS));
    } catch (DateTimeException e) {
      // The caller says in its own words that it is none.
      return Optional.empty();
    }
  }
}
