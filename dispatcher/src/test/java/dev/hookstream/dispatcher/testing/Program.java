package dev.hookstream.dispatcher.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Programs of other languages, which a machine may have or not. */
public final class Program {
  /** Go compiles its library first. */
  private static final long MINUTES = 5;

  private Program() {}

  /**
   * What it says of each case: lines of true and false, whatever their case. A test is skipped
   * where there is no such program.
   *
   * @param folder in which it runs; its file {@code input}, where there is one, is what it reads
   */
  public static List<Boolean> judge(Path folder, String... command)
      throws IOException, InterruptedException {
    Path input = folder.resolve("input");
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    if (Files.exists(input)) {
      builder.redirectInput(input.toFile());
    }
    builder.environment().put("GOTOOLCHAIN", "local");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return abort(command[0] + " is not on this machine: " + e.getMessage());
    }
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(command[0] + " has not ended within " + MINUTES + " minutes");
    }
    String said = Files.readString(output);
    assertThat(process.exitValue()).as(said).isZero();
    return said.lines().map(line -> Boolean.valueOf(line.toLowerCase(Locale.ROOT))).toList();
  }
}
