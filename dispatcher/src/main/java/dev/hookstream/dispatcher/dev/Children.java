package dev.hookstream.dispatcher.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes of a run, noted in a file. They end when they lose their parent; one that hangs is
 * found here by the next run and ended.
 */
final class Children {
  private static final Logger log = LoggerFactory.getLogger(Children.class);
  private static final long PATIENCE_SECONDS = 10;

  private final Path file;

  Children(Path file) {
    this.file = file;
  }

  /** Notes the processes of this run. */
  void note(List<ProcessHandle> processes) throws IOException {
    List<String> lines = new ArrayList<>();
    for (ProcessHandle process : processes) {
      lines.add(process.pid() + " " + started(process));
    }
    Files.write(file, lines);
  }

  /** Waits for those noted by an earlier run, and kills what does not end. */
  void endThoseOfKilledRun() throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split(" ", -1);
      if (words.length == 2 && words[0].matches("\\d{1,18}") && words[1].matches("\\d{1,18}")) {
        ProcessHandle.of(Long.parseLong(words[0]))
            // A number is used again; a number with a start time is not.
            .filter(process -> same(started(process), Long.parseLong(words[1])))
            .ifPresent(Children::end);
      }
    }
    Files.delete(file);
  }

  /** Whether both are known, and one: 0 stands for a time that the system did not tell. */
  static boolean same(long startedMillis, long notedMillis) {
    return startedMillis > 0
        && notedMillis > 0
        && Math.abs(startedMillis - notedMillis) <= Duration.ofSeconds(1).toMillis();
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static void end(ProcessHandle process) {
    log.atInfo().addKeyValue("pid", process.pid()).log("waiting for a process of a killed run");
    try {
      process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      log.atWarn().addKeyValue("pid", process.pid()).log("it does not end: killed");
      process.destroyForcibly();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot wait for process " + process.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
