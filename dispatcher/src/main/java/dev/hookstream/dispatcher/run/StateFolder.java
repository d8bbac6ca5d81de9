package dev.hookstream.dispatcher.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a topology that runs exactly-once keeps its stores. What a killed process left in them
 * cannot be told from what was never committed, so Kafka Streams throws it away and reads the
 * changelogs, but only once it has opened every store of every task, one after the other: the
 * longer half of a recovery. A mark that only a stop in order takes away says it beforehand.
 */
final class StateFolder {
  private static final Logger log = LoggerFactory.getLogger(StateFolder.class);
  private static final String TASK = "\\d+_\\d+";

  private final Path folder;
  private final Path mark;

  /**
   * The folder of one application.
   *
   * @param stateDir Streams' {@code state.dir}
   */
  StateFolder(Path stateDir, String applicationId) {
    folder = stateDir.resolve(applicationId);
    mark = stateDir.resolve(applicationId + ".running");
  }

  /**
   * Before Streams is made: throws away what a killed run left, and notes that a run begins. The
   * process's id in the folder stays: by it the killed run's open transaction is ended at once.
   */
  void begin() {
    try {
      Files.createDirectories(folder);
      if (Files.exists(mark)) {
        clear();
      } else {
        Files.createFile(mark);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the state folder " + folder + " cannot be prepared: " + e.getMessage(), e);
    }
  }

  /** After Streams has closed its stores in order. */
  void end() {
    try {
      Files.deleteIfExists(mark);
    } catch (IOException e) {
      log.warn("{} cannot be deleted: the next start rebuilds the state", mark, e);
    }
  }

  /** Under Streams' own lock: the folder may be another instance's, by mistake. */
  private void clear() throws IOException {
    try (FileChannel file =
            FileChannel.open(
                folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.tryLock()) {
      if (lock != null) {
        log.info("The last run did not stop in order: its state is rebuilt from its changelogs");
        for (Path task : tasks()) {
          Utils.delete(task.toFile());
        }
      }
    } catch (OverlappingFileLockException e) {
      log.debug("{} is in use in this process; Streams will say so", folder, e);
    }
  }

  private List<Path> tasks() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(entry -> entry.getFileName().toString().matches(TASK)).toList();
    }
  }
}
