package dev.hookstream.dispatcher.guarantee;

import java.util.regex.Pattern;

/**
 * The rules of production in a hurry: they wait for minutes and look back over hours, which a run
 * has not. What they mean stays: a window and what is foretold from it shrink by the same factor.
 */
final class HurriedRules {
  /** Longer than a delivery whose receiver does not answer is out: 20 s. */
  private static final int LATE_SECONDS = 30;

  private static final Pattern FOR = Pattern.compile("(?m)^(\\s+for:).*$");
  private static final Pattern WINDOW = Pattern.compile("\\[\\d+[mhd]]");

  /** Of six hours' trend to a day ahead; now of 15 seconds' to a minute ahead. */
  private static final Pattern HORIZON = Pattern.compile("(predict_linear\\([^,]+,) 86400\\)");

  private static final Pattern LATE =
      Pattern.compile("(hookstream_lag_overdue_seconds\\{[^}]*}\\) >) 120");

  private HurriedRules() {}

  static String of(String rules) {
    String hurried = FOR.matcher(rules).replaceAll("$1 3s");
    hurried = HORIZON.matcher(hurried).replaceAll("$1 60)");
    hurried = WINDOW.matcher(hurried).replaceAll("[15s]");
    return LATE.matcher(hurried).replaceAll("$1 " + LATE_SECONDS);
  }
}
