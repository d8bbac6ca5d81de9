package dev.hookstream.dispatcher.guarantee;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The wall clock of a process, in our hand, by libfaketime; its monotonic clock goes on as it does.
 */
final class FakeClock {
  /** Where Debian's packages put it. */
  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

  private final Path library;
  private final Path file;

  private FakeClock(Path library, Path file) {
    this.library = library;
    this.file = file;
  }

  /** Right, at first; empty where this machine has no libfaketime. */
  static Optional<FakeClock> in(Path folder) throws IOException {
    Optional<Path> library = LIBRARIES.stream().filter(Files::exists).findFirst();
    if (library.isEmpty()) {
      return Optional.empty();
    }
    FakeClock clock = new FakeClock(library.get(), folder.resolve("clock"));
    clock.jump(0);
    return Optional.of(clock);
  }

  /** What a process needs in its environment to live by it. */
  Map<String, String> variables() {
    return Map.of(
        "LD_PRELOAD",
        library.toString(),
        "FAKETIME_TIMESTAMP_FILE",
        file.toString(),
        "FAKETIME_CACHE_DURATION",
        "1",
        "DONT_FAKE_MONOTONIC",
        "1",
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1");
  }

  /** From now on, within a second, it is so many seconds ahead of the true time. */
  void jump(int seconds) throws IOException {
    Files.writeString(file, "%+d".formatted(seconds));
  }
}
