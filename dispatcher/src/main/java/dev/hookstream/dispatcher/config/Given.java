package dev.hookstream.dispatcher.config;

/**
 * A value somebody gave.
 *
 * @param text as given; a list's with commas between
 * @param origin where, for messages: {@code file.yaml, line 3} or {@code variable HOOKSTREAM_X}
 */
record Given(String text, String origin) {
  /** Where only: a value may be a secret. */
  @Override
  public String toString() {
    return origin;
  }
}
