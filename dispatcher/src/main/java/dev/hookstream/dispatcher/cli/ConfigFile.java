package dev.hookstream.dispatcher.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which settings file, for every command that reads one. */
final class ConfigFile {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "${env:HOOKSTREAM_CONFIG}",
      description = "Settings in YAML (variable HOOKSTREAM_CONFIG); each can be a variable, too.")
  private @Nullable Path file;

  /** Null where variables say everything. */
  @Nullable Path path() {
    return file == null || file.toString().isEmpty() ? null : file;
  }
}
