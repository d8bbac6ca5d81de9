package dev.hookstream.dispatcher.log;

/**
 * The log cannot answer now: it is starting, restoring or moving, or Kafka does not answer. To be
 * asked again a little later.
 */
public final class LogNotReadyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With what is not ready, in words. */
  public LogNotReadyException(String message, Throwable cause) {
    super(message, cause);
  }

  /** With what is not ready, in words. */
  public LogNotReadyException(String message) {
    super(message);
  }
}
