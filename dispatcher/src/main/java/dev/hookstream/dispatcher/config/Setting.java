package dev.hookstream.dispatcher.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One setting that an operator can make.
 *
 * @param key its place in the file, dots between the levels
 * @param kind what may stand there
 * @param fallback its value where nothing is said; null where there is none
 * @param meaning a sentence for the table of settings
 */
record Setting(String key, Kind kind, @Nullable String fallback, String meaning) {
  enum Kind {
    TEXT,
    NUMBER,
    BOOLEAN,
    /** Text that must not be shown. */
    SECRET,
    /** Texts; in a variable with commas between. */
    LIST,
    /** Any keys and texts. */
    MAP
  }

  private static final String PREFIX = "HOOKSTREAM_";

  /** The environment variable that overrides it; for a map the start of the variables' names. */
  String variable() {
    return PREFIX + key.replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
