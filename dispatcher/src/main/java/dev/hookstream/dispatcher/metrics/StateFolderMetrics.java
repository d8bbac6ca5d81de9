package dev.hookstream.dispatcher.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** How much disk an application's state takes, and how much there is, as of the last look. */
final class StateFolderMetrics {
  private final Path folder;
  private volatile long bytes;
  private volatile long free;
  private volatile long capacity;

  StateFolderMetrics(MeterRegistry registry, String app, Path folder) {
    this.folder = folder;
    gauge(registry, app, "hookstream.state", () -> bytes);
    gauge(registry, app, "hookstream.state.free", () -> free);
    gauge(registry, app, "hookstream.state.capacity", () -> capacity);
    look();
    lookAtDisk();
  }

  private static void gauge(
      MeterRegistry registry, String app, String name, java.util.function.Supplier<Number> value) {
    Gauge.builder(name, value).baseUnit("bytes").tag("app", app).register(registry);
  }

  /** Looks at the folder again: a walk over all files. */
  void look() {
    Sum sum = new Sum();
    try {
      if (Files.exists(folder)) {
        Path unused = Files.walkFileTree(folder, sum);
      }
      bytes = sum.bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("the size of " + folder + " cannot be found out", e);
    }
  }

  /** Looks at the disk again: one question to the system. */
  void lookAtDisk() {
    try {
      FileStore disk = Files.getFileStore(existing(folder.toAbsolutePath()));
      free = disk.getUsableSpace();
      capacity = disk.getTotalSpace();
    } catch (IOException e) {
      throw new UncheckedIOException("the disk of " + folder + " cannot be looked at", e);
    }
  }

  private static Path existing(Path path) {
    Path parent = path.getParent();
    return Files.exists(path) || parent == null ? path : existing(parent);
  }

  private static final class Sum extends SimpleFileVisitor<Path> {
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.size();
      return FileVisitResult.CONTINUE;
    }

    /** RocksDB deletes files at any time, Streams whole folders. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException gone) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException gone) {
      return FileVisitResult.CONTINUE;
    }
  }
}
