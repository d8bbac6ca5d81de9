package dev.hookstream.dispatcher.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Loaded classes of an earlier run, with which a JVM starts in a third of the time. The start
 * script says where they are kept, a folder for each JDK, and clears it when it builds. The JVM
 * ignores an archive that does not fit.
 */
final class ClassArchive {
  private static final int AHEAD_OF_TIME_CACHE_SINCE = 25;

  private ClassArchive() {}

  /** Options that use an archive, or make it at the JVM's normal end; none where none are kept. */
  static List<String> options(String name) {
    String folder = System.getProperty("hookstream.cds", "");
    if (folder.isEmpty() || !Files.isDirectory(Path.of(folder))) {
      return List.of();
    }
    if (Runtime.version().feature() >= AHEAD_OF_TIME_CACHE_SINCE) {
      Path cache = Path.of(folder, name + ".aot");
      String option = Files.exists(cache) ? "-XX:AOTCache=" : "-XX:AOTCacheOutput=";
      return List.of(option + cache, "-Xlog:aot=off", "-Xlog:cds=off");
    }
    Path archive = Path.of(folder, name + ".jsa");
    return Files.exists(archive)
        ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:class+path=off")
        : List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
  }
}
