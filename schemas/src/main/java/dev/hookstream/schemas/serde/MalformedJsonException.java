package dev.hookstream.schemas.serde;

/** Text that is not the JSON it should be. The message says in words what is wrong. */
public final class MalformedJsonException extends Exception {
  private static final long serialVersionUID = 1;

  private final String pointer;

  MalformedJsonException(String message, String pointer) {
    super(message);
    this.pointer = pointer;
  }

  /** Where, as a JSON pointer into the text; empty for the whole of it. */
  public String pointer() {
    return pointer;
  }
}
