package dev.hookstream.dispatcher.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A child that speaks {@link ChildProtocol}. Thread-safe. */
final class ChildProcess implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChildProcess.class);
  private static final long START_SECONDS = 90;
  private static final long STOP_SECONDS = 30;

  private final String name;
  private final Process process;
  private final Path logFile;
  private final CompletableFuture<Integer> ready = new CompletableFuture<>();

  private ChildProcess(String name, Process process, Path logFile) {
    this.name = name;
    this.process = process;
    this.logFile = logFile;
  }

  /**
   * Starts it, and does not wait: see {@link #awaitReady}.
   *
   * @param name for messages, for example {@code Kafka}
   * @param logFile takes its standard error, from the start
   * @throws EmbeddedServerException where it cannot be started at all
   */
  static ChildProcess start(String name, List<String> command, Path logFile) {
    try {
      Files.createDirectories(logFile.toAbsolutePath().getParent());
      Process process = new ProcessBuilder(command).redirectError(logFile.toFile()).start();
      ChildProcess child = new ChildProcess(name, process, logFile);
      Thread reader = new Thread(child::read, "output-of-" + name);
      reader.setDaemon(true);
      reader.start();
      return child;
    } catch (IOException e) {
      throw new EmbeddedServerException(name + " cannot be started: " + e.getMessage(), e);
    }
  }

  /**
   * Returns when it has said that it is ready.
   *
   * @return its port
   * @throws EmbeddedServerException where it is not ready within 90 s, or says that it failed; it
   *     is killed then
   */
  int awaitReady() {
    try {
      return ready.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      process.destroyForcibly();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new EmbeddedServerException(String.valueOf(cause.getMessage()), e);
    } catch (TimeoutException e) {
      process.destroyForcibly();
      throw new EmbeddedServerException(
          name + " was not ready after " + START_SECONDS + " s; see " + logFile, e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new EmbeddedServerException("interrupted while " + name + " was starting", e);
    }
  }

  /** Reads to the end, so that the child never blocks on a full pipe. */
  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(ChildProtocol.READY)) {
          ready.complete(Integer.parseInt(line.substring(ChildProtocol.READY.length()).trim()));
        } else if (line.startsWith(ChildProtocol.FAILED)) {
          ready.completeExceptionally(
              new EmbeddedServerException(line.substring(ChildProtocol.FAILED.length())));
        } else {
          log.atDebug().addKeyValue("child", name).log(line);
        }
      }
    } catch (IOException e) {
      log.atDebug().addKeyValue("child", name).log("its output ended: {}", e.getMessage());
    }
    ready.completeExceptionally(
        new EmbeddedServerException(name + " ended while it was starting; see " + logFile));
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  void killNow() {
    process.destroyForcibly();
    awaitEnd();
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      log.atDebug().addKeyValue("child", name).log("it had closed its input: {}", e.getMessage());
    }
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        log.atWarn().addKeyValue("child", name).log("did not stop in {} s: killed", STOP_SECONDS);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
