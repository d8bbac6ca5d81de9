package dev.hookstream.schemas.serde;

import dev.hookstream.schemas.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What every event must be, whatever form it came in and whatever contract it meets. */
final class EventRules {
  /** Of an id, a type, a workspace and a product, in characters. */
  static final int MAX_LENGTH = 255;

  // Four digits of a year are what every contract's time format can express.
  private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private EventRules() {}

  /** Checks all fields but data. */
  static Event check(Event event) throws BadEventException {
    name(event.getId(), "/id", BadEventException.MISSING_ID);
    name(event.getWorkspaceId(), "/workspace_id", BadEventException.MISSING_WORKSPACE);
    name(event.getType(), "/type", BadEventException.MISSING_TYPE);
    sendable(event.getId());
    if (event.getProduct() != null) {
      plain(event.getProduct(), "/product");
    }
    if (event.getOccurredAt().isBefore(EARLIEST) || event.getOccurredAt().isAfter(LATEST)) {
      throw bad("/occurred_at", "is not within the years 0 to 9999");
    }
    return event;
  }

  private static void name(@Nullable String value, String pointer, String ifMissing)
      throws BadEventException {
    if (value == null || value.isBlank()) {
      throw new BadEventException(ifMissing, pointer, pointer.substring(1) + " is empty");
    }
    plain(value, pointer);
  }

  private static void plain(String value, String pointer) throws BadEventException {
    if (value.length() > MAX_LENGTH) {
      throw bad(pointer, "has more than " + MAX_LENGTH + " characters");
    }
    for (int i = 0; i < value.length(); i++) {
      if (Character.isISOControl(value.charAt(i))) {
        throw bad(pointer, "has a control character at position " + i);
      }
    }
    if (StrictUtf8.hasLoneSurrogate(value)) {
      throw bad(pointer, "has half of a surrogate pair, which is no character");
    }
  }

  /** The id goes out verbatim as the value of a header, and a header carries visible ASCII. */
  private static void sendable(String id) throws BadEventException {
    if (id.charAt(0) == ' ' || id.charAt(id.length() - 1) == ' ') {
      throw bad("/id", "begins or ends with a space, which no header's value keeps");
    }
    for (int i = 0; i < id.length(); i++) {
      if (id.charAt(i) > '~') {
        throw bad("/id", "has a character that is not ASCII at position " + i);
      }
    }
  }

  private static BadEventException bad(String pointer, String message) {
    return new BadEventException(
        BadEventException.BAD_FIELD, pointer, pointer.substring(1) + " " + message);
  }
}
