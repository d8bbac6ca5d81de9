package dev.hookstream.dispatcher.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the start script that this run came up, so that the classes which the JVM records at its
 * end are worth keeping: those of a run that failed early are too few to help the next.
 */
public final class ClassArchiveMark {
  private static final Logger log = LoggerFactory.getLogger(ClassArchiveMark.class);

  private ClassArchiveMark() {}

  /** Call it when everything runs. Does nothing outside the start script. */
  public static void cameUp() {
    String folder = System.getProperty("hookstream.cds", "");
    if (!folder.isEmpty() && Files.isDirectory(Path.of(folder))) {
      try {
        Files.writeString(Path.of(folder, "dispatcher.good"), "");
      } catch (IOException e) {
        log.atDebug().log("the next start will be slower: {}", e.getMessage());
      }
    }
  }
}
