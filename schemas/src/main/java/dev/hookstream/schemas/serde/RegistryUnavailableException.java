package dev.hookstream.schemas.serde;

import org.jspecify.annotations.Nullable;

/**
 * The schema registry could not be asked in the time that was given: it cannot be reached, refuses
 * our credentials, or answers with something that no registry says. Says nothing about the record
 * that named the schema; the caller waits and reads that record again.
 */
public final class RegistryUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With which registry and what happened, in words, and what found it. */
  public RegistryUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
