package dev.hookstream.dispatcher.sender;

import java.util.BitSet;

/**
 * One text that is looked for in others: each character of those is read once, whatever both hold
 * (Knuth, Morris, Pratt). What differs between spellings of one thing is the same here: the case of
 * ASCII letters, {@code +} and {@code -} and space, {@code /} and {@code _}. Immutable.
 */
final class Needle {
  /** Shorter ones are no secrets, and would be found everywhere. */
  static final int LEAST = 4;

  private static final char[] FOLDED = new char[0x100];

  static {
    for (char c = 0; c < FOLDED.length; c++) {
      FOLDED[c] = c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c;
    }
    // Base64 has two alphabets; in a URL's query a plus is a space.
    FOLDED['+'] = ' ';
    FOLDED['-'] = ' ';
    FOLDED['_'] = '/';
  }

  private final char[] wanted;

  /** For each length of a beginning, the longest shorter beginning that it ends with. */
  private final int[] borders;

  Needle(String text) {
    wanted = text.toCharArray();
    borders = new int[wanted.length + 1];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = folded(wanted[i]);
    }
    for (int i = 1; i < wanted.length; i++) {
      borders[i + 1] = next(borders[i], wanted[i]);
    }
  }

  private static char folded(char c) {
    return c < FOLDED.length ? FOLDED[c] : c;
  }

  /** How much of it is there after one more character; never asked with all of it. */
  private int next(int matched, char c) {
    int length = matched;
    while (length > 0 && wanted[length] != c) {
      length = borders[length];
    }
    return wanted[length] == c ? length + 1 : 0;
  }

  /**
   * Marks where it stands, and where the end of the text is its beginning, of at least {@link
   * #LEAST} characters: the rest may have been cut off.
   *
   * @param places in the text as it came
   */
  void mark(CharSequence text, Places places, BitSet found) {
    int matched = 0;
    int marked = 0;
    for (int i = 0; i < text.length(); i++) {
      matched = next(matched, folded(text.charAt(i)));
      if (matched == wanted.length) {
        // From where the one before ended: they may overlap, and none is marked twice.
        int from = Math.max(marked, i + 1 - matched);
        found.set(places.of(from), places.of(i + 1));
        marked = i + 1;
        matched = borders[matched];
      }
    }
    if (matched >= LEAST) {
      found.set(places.of(text.length() - matched), places.end());
    }
  }

  /** Where the characters of a text stood before it was read. */
  interface Places {
    /** Of the character at {@code index}; of the length, where the last one ended. */
    int of(int index);

    /** The length of the text as it came. */
    int end();
  }
}
