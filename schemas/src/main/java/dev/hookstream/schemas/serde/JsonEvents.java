package dev.hookstream.schemas.serde;

import dev.hookstream.schemas.Event;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form: one object with {@code id}, {@code type}, {@code workspace_id}, {@code
 * occurred_at} (ISO-8601 with an offset, or milliseconds since 1970), {@code data} (an object) and
 * optionally {@code product}. Members of other names are passed over, so that publishers may add
 * some before we know them. A null is as good as absent.
 */
final class JsonEvents {
  private JsonEvents() {}

  static Event read(byte[] value, @Nullable Instant occurredIfUnsaid) throws BadEventException {
    RawJson json;
    try {
      json = RawJson.parse(value);
    } catch (MalformedJsonException e) {
      boolean inData = e.pointer().startsWith("/data");
      throw new BadEventException(
          inData ? BadEventException.DATA_NOT_JSON : BadEventException.UNREADABLE,
          e.pointer(),
          "the event " + e.getMessage());
    }
    // The builder would copy defaults and check what is checked here in words.
    Event event = new Event();
    event.setId(text(json, "id", BadEventException.MISSING_ID));
    event.setType(text(json, "type", BadEventException.MISSING_TYPE));
    event.setWorkspaceId(text(json, "workspace_id", BadEventException.MISSING_WORKSPACE));
    event.setOccurredAt(time(json, occurredIfUnsaid));
    event.setData(data(json));
    String product = optionalText(json, "product");
    if (product != null) {
      event.setProduct(product);
    }
    return event;
  }

  private static String text(RawJson json, String name, String ifMissing) throws BadEventException {
    String text = optionalText(json, name);
    if (text == null) {
      throw new BadEventException(ifMissing, "/" + name, name + " is not there");
    }
    return text;
  }

  private static @Nullable String optionalText(RawJson json, String name) throws BadEventException {
    RawValue value = present(json, name);
    if (value == null) {
      return null;
    }
    if (value.text() == null) {
      throw new BadEventException(
          BadEventException.NOT_AN_EVENT, "/" + name, name + " is not a string");
    }
    return value.text();
  }

  private static Instant time(RawJson json, @Nullable Instant ifUnsaid) throws BadEventException {
    RawValue value = present(json, "occurred_at");
    if (value == null) {
      if (ifUnsaid == null) {
        throw new BadEventException(
            BadEventException.MISSING_TIME, "/occurred_at", "occurred_at is not there");
      }
      return ifUnsaid;
    }
    try {
      if (value.kind() == RawValue.Kind.INTEGER) {
        return Instant.ofEpochMilli(Long.parseLong(value.raw()));
      }
      if (value.text() != null) {
        long millis = OffsetDateTime.parse(value.text()).toInstant().toEpochMilli();
        return Instant.ofEpochMilli(millis);
      }
    } catch (DateTimeException | NumberFormatException | ArithmeticException e) {
      // The words below say what is expected instead.
    }
    throw new BadEventException(
        BadEventException.BAD_FIELD,
        "/occurred_at",
        "occurred_at is neither an ISO-8601 time with an offset, such as 2026-05-11T08:14:22.184Z,"
            + " nor whole milliseconds since 1970");
  }

  private static String data(RawJson json) throws BadEventException {
    RawValue value = present(json, "data");
    if (value == null) {
      throw new BadEventException(BadEventException.MISSING_DATA, "/data", "data is not there");
    }
    if (value.kind() != RawValue.Kind.OBJECT) {
      throw new BadEventException(
          BadEventException.DATA_NOT_JSON, "/data", "data is not a JSON object");
    }
    return value.raw();
  }

  private static @Nullable RawValue present(RawJson json, String name) {
    RawValue value = json.get(name);
    return value == null || value.kind() == RawValue.Kind.NULL ? null : value;
  }
}
