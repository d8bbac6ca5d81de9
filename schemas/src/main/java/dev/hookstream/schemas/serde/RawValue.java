package dev.hookstream.schemas.serde;

import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One JSON value inside a larger text, with the bytes it came in. */
public final class RawValue {
  /** What a JSON value is. */
  public enum Kind {
    OBJECT,
    ARRAY,
    STRING,
    /** A number without fraction and exponent. */
    INTEGER,
    /** Any other number. */
    DECIMAL,
    BOOLEAN,
    NULL;

    static Kind of(JsonToken token) {
      return switch (token) {
        case START_OBJECT -> OBJECT;
        case START_ARRAY -> ARRAY;
        case VALUE_STRING -> STRING;
        case VALUE_NUMBER_INT -> INTEGER;
        case VALUE_NUMBER_FLOAT -> DECIMAL;
        case VALUE_TRUE, VALUE_FALSE -> BOOLEAN;
        case VALUE_NULL -> NULL;
        default -> throw new IllegalArgumentException(token + " begins no value");
      };
    }
  }

  private final Kind kind;
  private final @Nullable String text;
  private final byte[] source;
  private final int from;
  private final int to;

  RawValue(Kind kind, @Nullable String text, byte[] source, int from, int to) {
    this.kind = kind;
    this.text = text;
    this.source = source;
    this.from = from;
    this.to = to;
  }

  /** What it is. */
  public Kind kind() {
    return kind;
  }

  /** A string's characters, escapes resolved; null for everything that is no string. */
  public @Nullable String text() {
    return text;
  }

  /** The JSON text as it stands, quotes and inner spaces included. */
  public String raw() {
    return new String(source, from, to - from, StandardCharsets.UTF_8);
  }

  /** The bytes as they stand: a copy. */
  public byte[] bytes() {
    return Arrays.copyOfRange(source, from, to);
  }
}
