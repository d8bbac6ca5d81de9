package dev.hookstream.schemas.serde;

/**
 * A record on the events topic that is no event and never will be. Goes to {@code rejected-events}
 * with {@link #reason()}, {@link #pointer()} and the message, which says in words what is wrong.
 */
public final class BadEventException extends Exception {
  /** In none of the three forms, cut off, damaged, or not JSON. */
  public static final String UNREADABLE = "unreadable";

  /** More bytes than an event may have. */
  public static final String TOO_LARGE = "too_large";

  /** The registry, or this release, has no schema of that id or fingerprint. */
  public static final String UNKNOWN_SCHEMA = "unknown_schema";

  /** Readable, but its fields are not those of an event. */
  public static final String NOT_AN_EVENT = "not_an_event";

  public static final String MISSING_ID = "missing_id";
  public static final String MISSING_TYPE = "missing_type";
  public static final String MISSING_WORKSPACE = "missing_workspace";
  public static final String MISSING_TIME = "missing_occurred_at";
  public static final String MISSING_DATA = "missing_data";

  /** Too long, or with characters that cannot go out: the pointer says which field. */
  public static final String BAD_FIELD = "bad_field";

  /** Data that is not one JSON object. */
  public static final String DATA_NOT_JSON = "data_not_json";

  private static final long serialVersionUID = 1;

  private final String reason;
  private final String pointer;

  /**
   * One fault.
   *
   * @param reason one of the words above, or another in their manner
   * @param pointer the place as a JSON pointer into the event, empty for all of it
   * @param message what is wrong, in words, without the event's data
   */
  public BadEventException(String reason, String pointer, String message) {
    super(message);
    this.reason = reason;
    this.pointer = pointer;
  }

  /** The machine word. */
  public String reason() {
    return reason;
  }

  /** Where, as a JSON pointer; empty for the whole record. */
  public String pointer() {
    return pointer;
  }
}
