package dev.hookstream.dispatcher.embedded;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the archives of {@link ClassArchive} that are missing, in the background, once this process
 * has ended: a JVM that archives its own classes does so while somebody waits for the prompt, for
 * ten seconds and more.
 */
public final class ClassRecorder {
  private static final Logger log = LoggerFactory.getLogger(ClassRecorder.class);
  private static final int LINKED_AHEAD_SINCE = 24;

  /**
   * Waits until the lists are complete, then archive after archive, each whole or not there at all.
   * Ctrl-C reaches the whole group of processes and is not meant for this one.
   */
  private static final String SCRIPT =
      """
      trap '' INT HUP
      while kill -0 "$RUNNING"; do sleep 0.2; done
      for name; do
        work=$name.$RUNNING
        if [ ! -f "$name.jsa" ]; then # another run may have been quicker
          nice -n 19 "$JAVA" @"$work.options" -XX:SharedArchiveFile="$work.new" &&
            mv -f "$work.new" "$name.jsa"
        fi
        rm -f "$work.options" "$work.new" "$work.classes"
      done
      """;

  private ClassRecorder() {}

  /**
   * Begins, where something is missing. Call it at the end of a run that came up: the classes of
   * one that failed early are too few to help. Does nothing outside the start script.
   *
   * @return whether something was missing and is being made
   */
  public static boolean begin() {
    Optional<Path> folder = ClassArchive.folder();
    if (folder.isPresent()) {
      try {
        return begin(folder.get());
      } catch (IOException e) {
        log.atDebug().log("the next start will be slower: {}", e.getMessage());
      }
    }
    return false;
  }

  private static boolean begin(Path folder) throws IOException {
    List<String> missing = new ArrayList<>();
    // An archive fits a JVM whose modules are opened in the same way.
    List<String> modules =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("--"))
            .toList();
    prepare(folder, "dispatcher", System.getProperty("java.class.path"), modules, missing);
    prepare(folder, "kafka", ChildJvm.classPath(), List.of(), missing);
    Optional<Path> registry = RegistryProcess.jar();
    if (registry.isPresent()) {
      String classPath = RegistryProcess.classPath(registry.get());
      prepare(folder, "registry", classPath, List.of(), missing);
    }
    if (missing.isEmpty()) {
      return false;
    }
    List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "hookstream-classes"));
    command.addAll(missing);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("record.log").toFile());
    builder.environment().put("JAVA", ChildJvm.java());
    builder.environment().put("RUNNING", String.valueOf(ProcessHandle.current().pid()));
    builder.start();
    return true;
  }

  /** Writes down how to make one; does nothing where it is there, or nothing is known of it. */
  private static void prepare(
      Path folder, String name, String classPath, List<String> modules, List<String> missing)
      throws IOException {
    if (Files.exists(ClassArchive.archive(folder, name))
        || !Files.exists(ClassArchive.names(folder, name))) {
      return;
    }
    List<String> options = new ArrayList<>(modules);
    options.add("-Xshare:dump");
    options.add("-XX:SharedClassListFile=" + ClassArchive.names(folder, name));
    options.add("-Xlog:cds=off");
    if (Runtime.version().feature() >= LINKED_AHEAD_SINCE) {
      options.add("-XX:+AOTClassLinking");
      options.add("-XX:+UseSerialGC"); // as those who will use it; older JDKs archive more with G1
    }
    options.add("-cp");
    options.add(classPath);
    Files.write(
        folder.resolve(name + "." + ProcessHandle.current().pid() + ".options"),
        options.stream().map(ClassRecorder::quoted).toList());
    missing.add(folder.resolve(name).toString());
  }

  private static String quoted(String option) {
    return '"' + option.replace("\\", "\\\\") + '"';
  }
}
