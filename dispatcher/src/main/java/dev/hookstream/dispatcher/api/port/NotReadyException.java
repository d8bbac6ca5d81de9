package dev.hookstream.dispatcher.api.port;

/** The part that would know the answer cannot give it now; the API answers 503 with Retry-After. */
public final class NotReadyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * With what is not ready.
   *
   * @param message in words, shown to the caller
   */
  public NotReadyException(String message) {
    super(message);
  }

  /** With what is not ready, and why. */
  public NotReadyException(String message, Throwable cause) {
    super(message, cause);
  }
}
