package dev.hookstream.dispatcher.cli;

/** A command failed for a reason that one sentence says. */
final class CliException extends RuntimeException {
  /** The server refused, or the work failed. */
  static final int FAILED = 1;

  /** Nobody answers. */
  static final int UNREACHABLE = 3;

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  CliException(String message) {
    this(message, FAILED);
  }

  CliException(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
