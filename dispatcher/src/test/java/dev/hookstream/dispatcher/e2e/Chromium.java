package dev.hookstream.dispatcher.e2e;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The browser of this machine: {@code -Dchromium=…}, the variable CHROMIUM, or on the path. */
final class Chromium {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  private Chromium() {}

  static Optional<Path> find() {
    Stream<String> named = Stream.of(System.getProperty("chromium"), System.getenv("CHROMIUM"));
    Stream<String> onPath =
        Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
            .flatMap(folder -> NAMES.stream().map(name -> folder + File.separator + name));
    return Stream.concat(named, onPath)
        .filter(Objects::nonNull)
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }
}
