package dev.hookstream.dispatcher.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Loaded classes of an earlier run, with which a JVM starts in a third of the time. The start
 * script says where they are kept, a folder for each JDK, and clears it when it builds. The JVM
 * ignores an archive that does not fit. {@link ClassRecorder} makes them.
 */
final class ClassArchive {
  private ClassArchive() {}

  /** Where archives are kept; empty outside of the start script. */
  static Optional<Path> folder() {
    String folder = System.getProperty("hookstream.cds", "");
    return folder.isEmpty() || !Files.isDirectory(Path.of(folder))
        ? Optional.empty()
        : Optional.of(Path.of(folder));
  }

  static Path archive(Path folder, String name) {
    return folder.resolve(name + ".jsa");
  }

  /**
   * The names of the loaded classes, written by the JVM as it goes; with our process's number, as
   * the start script has it, since another run may write its own beside it.
   */
  static Path names(Path folder, String name) {
    return folder.resolve(name + "." + ProcessHandle.current().pid() + ".classes");
  }

  /** Options that use an archive, or note what one would hold; none where none are kept. */
  static List<String> options(String name) {
    return folder()
        .map(
            folder ->
                Files.exists(archive(folder, name))
                    ? List.of(
                        "-XX:SharedArchiveFile=" + archive(folder, name),
                        "-Xlog:cds=off",
                        "-Xlog:class+path=off")
                    : List.of(
                        "-XX:DumpLoadedClassList=" + names(folder, name), "-Xlog:class+load=off"))
        .orElse(List.of());
  }
}
