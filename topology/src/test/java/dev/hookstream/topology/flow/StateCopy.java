package dev.hookstream.topology.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What is committed in the stores of a folder, as whoever takes over has it. */
final class StateCopy {
  private StateCopy() {}

  /** Copies it; the stores are closed, and the other folder is empty. */
  static void of(Path state, Path empty) {
    try (Stream<Path> files = Files.walk(state)) {
      for (Path file : files.toList()) {
        Path copy = empty.resolve(state.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else if (!file.endsWith("LOCK")) {
          Files.copy(file, copy);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
