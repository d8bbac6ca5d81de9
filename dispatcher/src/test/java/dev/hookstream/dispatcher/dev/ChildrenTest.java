package dev.hookstream.dispatcher.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildrenTest {
  @TempDir Path folder;

  @Test
  void aProcessIsTheSameOnlyWhereBothStartsAreKnown() {
    assertThat(Children.same(1_700_000_000_000L, 1_700_000_000_900L)).isTrue();
    assertThat(Children.same(1_700_000_000_000L, 1_700_000_002_000L)).isFalse();
    assertThat(Children.same(0, 0)).isFalse();
    assertThat(Children.same(0, 500)).isFalse();
    assertThat(Children.same(500, 0)).isFalse();
  }

  @Test
  void aProcessOfAnotherStartIsLeftAlone() throws Exception {
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      Path file = folder.resolve("children");
      Files.write(file, List.of(other.pid() + " 0", other.pid() + " 12345", "not a line"));
      new Children(file).endThoseOfKilledRun();
      assertThat(other.isAlive()).isTrue();
      assertThat(file).doesNotExist();
    } finally {
      other.destroyForcibly();
    }
  }
}
