package dev.hookstream.dispatcher.bench;

import dev.hookstream.dispatcher.embedded.ChildProtocol;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A main class of ours in a JVM of its own, with the class path and the JDK that run us. */
final class JvmChild implements AutoCloseable {
  private static final String READY = "READY ";

  /** Options that ours and every JVM of ours need on newer JDKs. */
  private static final List<String> HANDED_ON =
      List.of(
          "--enable-native-access",
          "--sun-misc-unsafe",
          "-Dorg.apache.avro",
          "-XX:+UseCompactObjectHeaders");

  private final Process process;

  private JvmChild(Process process) {
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param log takes its standard error, and its standard output unless {@code talks}
   * @param talks whether we read its standard output, see {@link #readyPort}
   */
  static JvmChild start(
      String mainClass, List<String> jvm, List<String> arguments, Path log, boolean talks) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> HANDED_ON.stream().anyMatch(option::startsWith))
        .forEach(command::add);
    command.addAll(jvm);
    Collections.addAll(command, "-cp", System.getProperty("java.class.path"), mainClass);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    // Settings of the operator's own installation would win over those of the benchmark.
    builder.environment().keySet().removeIf(name -> name.startsWith("HOOKSTREAM_"));
    if (!talks) {
      builder.redirectOutput(Path.of(log + ".out").toFile());
    }
    try {
      return new JvmChild(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + mainClass + "; its log would be " + log, e);
    }
  }

  /** Waits for the line with which a child says on which port it listens. */
  int readyPort() {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(READY)) {
          return Integer.parseInt(line.substring(READY.length()).trim());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a process of the benchmark went away", e);
    }
    throw new IllegalStateException("a process of the benchmark ended before it was ready");
  }

  /** What a child calls when it listens. */
  @SuppressWarnings("SystemOut") // the parent reads it
  static void sayReady(int port) {
    System.out.println(READY + port);
  }

  /**
   * What a child calls first: it stops as by SIGTERM once its standard input has ended, which kill
   * -9 of its parent sees to as well.
   */
  static void endWithParent() {
    Thread watch =
        new Thread(
            () -> {
              try {
                ChildProtocol.awaitParentsEnd();
              } catch (IOException e) {
                System.exit(1); // there is nobody to read from
              }
              System.exit(0);
            },
            "until-parent-ends");
    watch.setDaemon(true);
    watch.start();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Its process, to look at. */
  ProcessHandle handle() {
    return process.toHandle();
  }

  /** The processor time it has used, all threads, user and system. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** What it has in memory of the machine's, in bytes; 0 where the system does not tell. */
  long residentBytes() {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0; // not a Linux
    }
  }

  /** Holds it where it stands, as it would stand on a machine that is busy elsewhere. */
  void hold() {
    signal("STOP");
  }

  /** Lets it go on. */
  void letGo() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int exit =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException("kill -" + name + " was refused: exit code " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the benchmark needs the command kill", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks it to end, and ends it where it does not in 20 s. */
  @Override
  public void close() {
    boolean unused = Thread.interrupted(); // asked to stop, and this is part of it
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
