package dev.hookstream.topology.retry;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Header;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads from a response when its receiver wants to be asked again (RFC 9110, section 10.2.3): in so
 * many seconds or at a date in any of its three forms. Pure; times are milliseconds since 1970.
 */
final class RetryAfter {
  /** No receiver can hold its lane for longer than this with one response. */
  static final Duration LONGEST = Duration.ofHours(1);

  /** There is nothing to wait for. */
  static final long NONE = 0;

  private static final Pattern SECONDS = Pattern.compile("[0-9]+");
  private static final int SECONDS_DIGITS = 9;
  private static final DateTimeFormatter IMF_FIXDATE = form("EEE, dd MMM uuuu HH:mm:ss 'GMT'");
  private static final DateTimeFormatter ASCTIME = form("EEE MMM ppd HH:mm:ss uuuu");

  private RetryAfter() {}

  /** The moment before which nothing is wanted; {@link #NONE} where the response names none. */
  static long of(Attempt attempt, long now) {
    Integer status = attempt.getStatus();
    if (attempt.getResult() != AttemptResult.FAILED
        || status == null
        || (status != 429 && status != 503)) {
      return NONE;
    }
    for (Header header : attempt.getResponseHeaders()) {
      if (header.getName().equalsIgnoreCase("retry-after")) {
        return moment(header.getValue().strip(), now);
      }
    }
    return NONE;
  }

  private static long moment(String value, long now) {
    long latest = now + LONGEST.toMillis();
    long named;
    if (SECONDS.matcher(value).matches()) {
      named = value.length() > SECONDS_DIGITS ? latest : now + 1000L * Integer.parseInt(value);
    } else {
      named = date(value, now);
    }
    return named <= now ? NONE : Math.min(named, latest);
  }

  private static long date(String value, long now) {
    return Stream.of(IMF_FIXDATE, rfc850(now), ASCTIME)
        .mapToLong(form -> parsed(value, form))
        .max()
        .orElse(NONE);
  }

  private static long parsed(String value, DateTimeFormatter form) {
    try {
      return LocalDateTime.parse(value, form).toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (DateTimeException nonsense) {
      return NONE;
    }
  }

  /** Its two digits mean the year that is less than 50 years off in the future. */
  private static DateTimeFormatter rfc850(long now) {
    int year = Instant.ofEpochMilli(now).atOffset(ZoneOffset.UTC).getYear();
    return new DateTimeFormatterBuilder()
        .appendPattern("EEEE, dd-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, year - 50)
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.US);
  }

  private static DateTimeFormatter form(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.US);
  }
}
