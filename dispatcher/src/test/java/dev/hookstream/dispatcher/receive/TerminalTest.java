package dev.hookstream.dispatcher.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  @Test
  void theSizeIsRowsThenColumnsAndNonsenseIsAHundredByThirty() {
    assertThat(Terminal.parse("24 80")).isEqualTo(new Terminal.Size(80, 24));
    assertThat(Terminal.parse("0 0")).isEqualTo(new Terminal.Size(100, 30));
    assertThat(Terminal.parse("")).isEqualTo(new Terminal.Size(100, 30));
  }

  @Test
  void noColourWhereSomebodySaidSoOrNobodyWatches() {
    assertThat(Terminal.paint(true, Map.of())).isEqualTo(Paint.COLOURS);
    assertThat(Terminal.paint(true, Map.of("NO_COLOR", "1"))).isEqualTo(Paint.NONE);
    assertThat(Terminal.paint(true, Map.of("NO_COLOR", ""))).isEqualTo(Paint.COLOURS);
    assertThat(Terminal.paint(false, Map.of())).isEqualTo(Paint.NONE);
  }

  @Test
  void textIsCutAndFilledToTheWidth() {
    assertThat(Text.fit("abc", 5)).isEqualTo("abc  ");
    assertThat(Text.fit("abcdef", 5)).isEqualTo("abcd…");
    assertThat(Text.right("abc", 5)).isEqualTo("  abc");
    assertThat(Text.fit("abc", 0)).isEmpty();
    assertThat(Text.fit("a\ud800b\r\n", 6)).isEqualTo("a·b·· ");
  }
}
