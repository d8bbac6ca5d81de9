package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where one text stands in another. */
class NeedleTest {
  /** Counts how often a character is read. */
  private static final class Counted implements CharSequence {
    private final String text;
    private int reads;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      reads++;
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String toString() {
      throw new UnsupportedOperationException();
    }
  }

  private static BitSet found(String needle, CharSequence text) {
    BitSet found = new BitSet();
    new Needle(needle).mark(text, new Unescaped("", new int[0], text.length()), found);
    return found;
  }

  @ParameterizedTest
  @CsvSource({
    "abab,   xababab,  '{1, 2, 3, 4, 5, 6}'",
    "abcabd, abcabcabd, '{3, 4, 5, 6, 7, 8}'",
    "aaaab,  aaaaaa,   '{2, 3, 4, 5}'",
    "aaaab,  aaaaaax,  {}",
    "abcdef, xabc,     {}",
    "A+/b,   'xa _B',  '{1, 2, 3, 4}'",
  })
  void itIsMarkedWhereItStandsAndWhereTheEndCutsItOff(String needle, String text, String marked) {
    assertThat(found(needle, text)).hasToString(marked);
  }

  /** A receiver that repeats itself in the way of its secret costs no more than another. */
  @Test
  void eachCharacterIsReadOnce() {
    for (String hostile : new String[] {"a", "ab", "aab"}) {
      Counted text = new Counted(hostile.repeat(2_000));
      assertThat(found(hostile.repeat(1_000) + "c", text).isEmpty()).isFalse();
      assertThat(text.reads).isEqualTo(text.length());
    }
  }
}
