package dev.hookstream.dispatcher.bench;

/**
 * Somebody asked for the end: unwinds the thread that measures, which closes what it has opened. It
 * is no interruption any more when this is thrown, so that closing can wait for what it closes.
 */
final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoppedException() {
    super("stopped");
  }
}
