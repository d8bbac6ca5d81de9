package dev.hookstream.schemas.serde;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are not the record they should be. The message says in words what is wrong with them.
 * A {@link SerializationException}, so that Kafka's clients and Streams treat it as one.
 */
public final class UnreadableRecordException extends SerializationException {
  private static final long serialVersionUID = 1;

  /** With what is wrong, in words. */
  public UnreadableRecordException(String message) {
    super(message);
  }

  /** With what is wrong, in words, and what found it. */
  public UnreadableRecordException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
