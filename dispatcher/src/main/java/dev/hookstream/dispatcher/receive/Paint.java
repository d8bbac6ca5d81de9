package dev.hookstream.dispatcher.receive;

/** Colours for a terminal, or none at all. */
public enum Paint {
  COLOURS,
  NONE;

  public static final String BOLD = "1";
  public static final String DIM = "2";
  public static final String RED = "31";
  public static final String GREEN = "32";
  public static final String YELLOW = "33";

  /**
   * Paints one piece of a line.
   *
   * @param code the parameters of SGR, for example {@code 1;31}
   */
  public String with(String code, String text) {
    return this == NONE || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
