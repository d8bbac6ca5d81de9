package dev.hookstream.dispatcher.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.JarFile;

/**
 * The registry as a child: {@code RegistryMain RUNNER-JAR PORT}. Apicurio does not watch its
 * parent, so this does, and then calls the jar's own main class. Uses the JDK alone, since the
 * registry's class path holds none of our libraries.
 */
public final class RegistryMain {
  private static final int SECONDS_TO_END = 10;

  private RegistryMain() {}

  /** Runs until standard input closes. */
  public static void main(String[] arguments) throws Exception {
    ChildProtocol.leaveSignalsToParent();
    ChildProtocol.sayReady(Integer.parseInt(arguments[1]));
    System.setOut(System.err); // what it says belongs into its log
    Thread watch = new Thread(RegistryMain::endWithParent, "parent-watch");
    watch.setDaemon(true);
    watch.start();
    try (JarFile jar = new JarFile(Path.of(arguments[0]).toFile())) {
      String mainClass = jar.getManifest().getMainAttributes().getValue("Main-Class");
      Class.forName(mainClass)
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    }
    ChildProtocol.end(1); // it returns only where it failed
  }

  private static void endWithParent() {
    try {
      ChildProtocol.awaitParentsEnd();
    } catch (IOException e) {
      // the pipe is broken: the parent is gone, which is what we wait for
    }
    Thread last = new Thread(RegistryMain::haltLater, "last-resort");
    last.setDaemon(true);
    last.start();
    ChildProtocol.end(0);
  }

  private static void haltLater() {
    try {
      Thread.sleep(SECONDS_TO_END * 1000L);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(0);
  }
}
