package dev.hookstream.dispatcher.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The demo's own folder: begun with nothing, left with nothing but the log. */
final class DemoFolder {
  /** The name of the schedule whose retries can be watched. */
  static final String QUICK = "demo-short";

  private static final String CONTRACTS =
      """
      # Beside the products' own schedules, so that retries come while somebody watches.
      schedules:
        %s:
          delays: [2s, 4s, 6s]
      """
          .formatted(QUICK);

  private final Path path;

  DemoFolder(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** A folder of contracts as an operator would have one, with the demo's schedule in it. */
  Path contracts() {
    Path folder = path.resolve("contracts");
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("demo.yaml"), CONTRACTS);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + folder + " cannot be written to", e);
    }
  }

  /** Deletes everything but the log. */
  void clear() {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        if (!each.equals(path) && !each.equals(path.resolve("demo.log"))) {
          Files.deleteIfExists(each);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + path + " cannot be emptied", e);
    }
  }
}
