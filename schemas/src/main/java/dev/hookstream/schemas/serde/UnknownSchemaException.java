package dev.hookstream.schemas.serde;

/** The registry answered, and has no Avro schema of this id. */
public final class UnknownSchemaException extends Exception {
  private static final long serialVersionUID = 1;

  /** With which id, and what the registry said, in words. */
  public UnknownSchemaException(String message) {
    super(message);
  }
}
