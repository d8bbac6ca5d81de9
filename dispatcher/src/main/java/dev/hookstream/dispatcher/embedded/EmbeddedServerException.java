package dev.hookstream.dispatcher.embedded;

/** A server of ours could not start; the message says in one sentence why and what to do. */
public final class EmbeddedServerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a sentence for people. */
  public EmbeddedServerException(String message) {
    super(message);
  }

  /** With a sentence for people and what lies behind it. */
  public EmbeddedServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
