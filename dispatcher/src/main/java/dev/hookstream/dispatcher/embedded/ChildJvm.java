package dev.hookstream.dispatcher.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How to call a main class of ours in a JVM of its own: the JDK that runs us, our jars. */
final class ChildJvm {
  private final String mainClass;
  private final List<String> options = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();

  ChildJvm(String mainClass) {
    this.mainClass = mainClass;
  }

  ChildJvm options(List<String> more) {
    options.addAll(more);
    return this;
  }

  ChildJvm arguments(String... more) {
    Collections.addAll(arguments, more);
    return this;
  }

  /** The JDK that runs us. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(options);
    command.add("-cp");
    command.add(classPath());
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }

  /**
   * Packaged: our jar, and the jars in {@code lib} and {@code broker-lib} beside it, sorted, since
   * an archive of classes is good for one order only. From a build's tests: what the tests have.
   */
  static String classPath() {
    Path ours = ownLocation();
    if (Files.isDirectory(ours)) {
      String underTest = System.getProperty("surefire.test.class.path");
      return underTest != null ? underTest : System.getProperty("java.class.path");
    }
    List<String> jars = new ArrayList<>();
    jars.add(ours.toString());
    jars.addAll(jarsIn(ours.resolveSibling("lib")));
    jars.addAll(jarsIn(ours.resolveSibling("broker-lib")));
    return String.join(File.pathSeparator, jars);
  }

  /** The jar, or the folder of classes, that this class comes from. */
  static Path ownLocation() {
    try {
      return Path.of(ChildJvm.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place that our classes come from has no path", e);
    }
  }

  private static List<String> jarsIn(Path folder) {
    List<String> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
      files.forEach(jar -> jars.add(jar.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The jars in " + folder + " cannot be read; build with `mvn package`", e);
    }
    Collections.sort(jars);
    return jars;
  }
}
