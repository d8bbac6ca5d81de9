package dev.hookstream.topology.contract;

import java.util.regex.Pattern;

/** The forms of event types and of the patterns that subscribe to them. */
final class EventPatterns {
  private static final String WORD = "[A-Za-z0-9_-]+";
  private static final Pattern TYPE = Pattern.compile(WORD + "(\\." + WORD + ")*");

  private EventPatterns() {}

  static boolean isType(String text) {
    return text.length() <= 200 && TYPE.matcher(text).matches();
  }

  /** {@code *}, or a type with {@code .*} behind it. */
  static boolean isWildcard(String pattern) {
    return pattern.equals("*")
        || (pattern.endsWith(".*") && isType(pattern.substring(0, pattern.length() - 2)));
  }

  /** Whether a wildcard covers a type, at any depth: {@code a.*} covers {@code a.b.c}. */
  static boolean covers(String wildcard, String type) {
    return wildcard.equals("*") || type.startsWith(wildcard.substring(0, wildcard.length() - 1));
  }
}
