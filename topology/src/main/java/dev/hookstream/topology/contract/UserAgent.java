package dev.hookstream.topology.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What every request says it comes from. */
final class UserAgent {
  static final String VALUE = "Hookstream/" + version();

  private UserAgent() {}

  /** Written by the build into a file of its own, so that it is there outside of a jar too. */
  private static String version() {
    try (InputStream in = UserAgent.class.getResourceAsStream("/hookstream-version.txt")) {
      return in == null ? "dev" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
