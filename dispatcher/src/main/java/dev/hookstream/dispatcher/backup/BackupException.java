package dev.hookstream.dispatcher.backup;

/** A backup cannot be taken, read or put back; the message is a sentence for the operator. */
public final class BackupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says why, and what to do. */
  public BackupException(String message) {
    super(message);
  }

  /** The same, with what was thrown. */
  public BackupException(String message, Throwable cause) {
    super(message, cause);
  }
}
