package dev.hookstream.dispatcher.cli;

/** A command failed for a reason that one sentence says. */
final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CliException(String message) {
    super(message);
  }
}
