package dev.hookstream.dispatcher.guarantee;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A disk that can be made full, or nearly so. As root it is a file system in memory, which a
 * ballast fills to its last byte; otherwise the process is forbidden to make any file longer, which
 * Kafka meets in the same place, with another error.
 */
final class FullDisk implements AutoCloseable {
  private static final String SIZE = "512m";
  private static final byte[] BLOCK = new byte[64 * 1024];

  private final Path folder;
  private final boolean mounted;

  /** The disk, empty. */
  FullDisk(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    Files.createDirectories(folder);
    mounted = run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", folder.toString());
  }

  Path folder() {
    return folder;
  }

  /** In words. */
  String how() {
    return mounted ? "tmpfs of " + SIZE + ", filled" : "RLIMIT_FSIZE, since tmpfs needs root";
  }

  /** Whether it is a file system of its own. */
  boolean isMounted() {
    return mounted;
  }

  /** Takes all but a part of the room away, where it is a file system of its own. */
  void leave(double part) throws IOException {
    FileStore store = Files.getFileStore(folder);
    try (OutputStream ballast = Files.newOutputStream(ballast())) {
      while (mounted && store.getUsableSpace() > part * store.getTotalSpace()) {
        ballast.write(BLOCK);
      }
    }
  }

  /** From now on the broker cannot write. */
  void fill(ProcessHandle broker) throws IOException, InterruptedException {
    if (!mounted) {
      if (!run("prlimit", "--pid", Long.toString(broker.pid()), "--fsize=1:1")) {
        throw new IOException("neither mount nor prlimit can take a disk's room away");
      }
      return;
    }
    try (OutputStream ballast = Files.newOutputStream(ballast())) {
      while (true) {
        ballast.write(BLOCK);
      }
    } catch (IOException e) {
      fillLastBytes();
    }
  }

  /** What is left is smaller than a block. */
  private void fillLastBytes() throws IOException {
    try (OutputStream rest = Files.newOutputStream(folder.resolve("ballast-of-the-rest"))) {
      while (true) {
        rest.write(0);
      }
    } catch (IOException e) {
      if (Files.getFileStore(folder).getUsableSpace() > 0) {
        throw e;
      }
    }
  }

  /** There is room again; a process that was forbidden has to be started anew. */
  void makeRoom() throws IOException {
    Files.deleteIfExists(ballast());
    Files.deleteIfExists(folder.resolve("ballast-of-the-rest"));
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  /** Whatever is left on it goes with it. */
  @Override
  public void close() {
    if (mounted) {
      try {
        run("umount", "-l", folder.toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
