package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Publishes events with kafkajs; its packages are installed once into {@code target}. */
final class NodePublisher {
  private static final Path SOURCE = Path.of("src/test/node").toAbsolutePath();
  private static final Path MODULES = Path.of("target/node").toAbsolutePath();

  private NodePublisher() {}

  /**
   * Installs what the script needs; aborts the test, with the reason, where that cannot be done.
   */
  static void install() throws IOException, InterruptedException {
    if (Files.isDirectory(MODULES.resolve("node_modules/kafkajs"))) {
      return;
    }
    Files.createDirectories(MODULES);
    for (String file : List.of("package.json", "package-lock.json")) {
      Files.copy(SOURCE.resolve(file), MODULES.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    try {
      run(MODULES, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    } catch (IOException | IllegalStateException e) {
      abort("Node's clients cannot be installed (are node and npm there?): " + e.getMessage());
    }
  }

  /** Publishes so many events; {@code none} as the registry means the JSON form. */
  static void publish(String bootstrap, String registry, String topic, int count, String workspace)
      throws IOException, InterruptedException {
    run(
        SOURCE,
        "node",
        "publish.js",
        bootstrap,
        registry,
        topic,
        Integer.toString(count),
        workspace,
        MODULES.toString());
  }

  private static void run(Path folder, String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("hookstream-node", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException(command[0] + " has not ended within two minutes");
      }
      if (process.exitValue() != 0) {
        throw new IllegalStateException(
            String.join(" ", command) + " failed: " + Files.readString(output, UTF_8));
      }
    } finally {
      Files.delete(output);
    }
  }
}
