package dev.hookstream.dispatcher.dev;

import dev.hookstream.dispatcher.embedded.EmbeddedServerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one {@code dev}: data, keys and logs, for one process at a time. The lock is the
 * operating system's, so that it ends with the process, however that ends.
 */
public final class DevFolder implements AutoCloseable {
  /** What is ours in the folder, and all that {@code --fresh} deletes. */
  private static final List<String> OURS =
      List.of("kafka", "registry", "state", "keyset.json", "operator-key", "logs");

  private static final String LOCK = "lock";

  /** One of these shows that OURS is really ours; the first start makes the lock, and it stays. */
  private static final List<String> MARKS = List.of(LOCK, "kafka/hookstream-broker.properties");

  private final Path path;
  private final FileChannel lock;

  private DevFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Opens and locks a folder; ends what a killed run has left running.
   *
   * @param fresh whether to begin with nothing
   * @throws EmbeddedServerException where another process uses it, or where it holds what has the
   *     names of ours but was there before any {@code dev}
   */
  public static DevFolder open(Path folder, boolean fresh) {
    Path path = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(path);
      refuseForeign(path);
      DevFolder opened = new DevFolder(path, lock(path));
      new Children(path.resolve("children")).endThoseOfKilledRun();
      if (fresh) {
        for (String ours : OURS) {
          delete(path.resolve(ours));
        }
      }
      return opened;
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "the data folder " + path + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** Not only where it is to begin anew: once the mark is there, a later start would delete. */
  private static void refuseForeign(Path path) {
    if (MARKS.stream().anyMatch(mark -> Files.isRegularFile(path.resolve(mark)))) {
      return;
    }
    List<String> foreign =
        OURS.stream()
            .filter(name -> Files.exists(path.resolve(name), LinkOption.NOFOLLOW_LINKS))
            .toList();
    if (!foreign.isEmpty()) {
      throw new EmbeddedServerException(
          "the folder "
              + path
              + " was not made by `hookstream dev`, and holds what would be taken for its data ("
              + String.join(", ", foreign)
              + "); nothing was changed: choose another folder with --data");
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    Path file = path.resolve(LOCK);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!tryLock(channel)) {
      channel.close();
      throw new EmbeddedServerException(
          "the data folder "
              + path
              + " is in use by another `hookstream dev`; stop that one, or choose another folder"
              + " with --data (and other ports with --port and --kafka-port)");
    }
    return channel;
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock held = channel.tryLock();
      return held != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this very process
    }
  }

  /** A place in the folder. */
  public Path resolve(String name) {
    return path.resolve(name);
  }

  /** The processes that belong to this folder. */
  Children children() {
    return new Children(path.resolve("children"));
  }

  /** The keyset that seals secrets here; made at the first call. */
  String keyset() {
    return new SecretFiles(path).keyset();
  }

  /** The operator's key here; made at the first call. */
  String operatorKey() {
    return new SecretFiles(path).operatorKey();
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(tree)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }

  /** Lets others have it. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the lock on " + path + " cannot be given back", e);
    }
  }
}
