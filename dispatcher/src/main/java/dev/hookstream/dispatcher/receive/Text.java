package dev.hookstream.dispatcher.receive;

/** Text that others wrote, made fit for a terminal: it may colour nothing and move no cursor. */
public final class Text {
  private static final int REPLACEMENT = '·';

  private Text() {}

  /** The same with a dot for each control, format (such as bidi) or unpaired character. */
  public static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints().forEach(c -> clean.appendCodePoint(isSafe(c) ? c : REPLACEMENT));
    return clean.toString();
  }

  /**
   * JSON with what {@link #clean} replaces as escapes, ends of line excepted: it stays the same.
   */
  public static String escaped(String json) {
    StringBuilder escaped = new StringBuilder(json.length());
    json.codePoints()
        .forEach(
            c -> {
              if (isSafe(c) || c == '\n') {
                escaped.appendCodePoint(c);
              } else {
                for (char unit : Character.toChars(c)) {
                  escaped.append(String.format("\\u%04x", (int) unit));
                }
              }
            });
    return escaped.toString();
  }

  /** Exactly that many characters: filled with blanks, or cut with an ellipsis. Clean, too. */
  public static String fit(String text, int width) {
    String clean = clean(text);
    int length = clean.codePointCount(0, clean.length());
    if (length <= width) {
      return clean + " ".repeat(width - length);
    }
    return width <= 0 ? "" : clean.substring(0, clean.offsetByCodePoints(0, width - 1)) + "…";
  }

  /** As {@link #fit}, the text at the right end. */
  public static String right(String text, int width) {
    String clean = clean(text);
    int length = clean.codePointCount(0, clean.length());
    return length < width ? " ".repeat(width - length) + clean : fit(clean, width);
  }

  private static boolean isSafe(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
