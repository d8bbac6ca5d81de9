package dev.hookstream.schemas.serde;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object, each with the bytes it came in: numbers, key order, escapes and
 * spaces stay as they were published. The whole text is checked on the way (strict RFC 8259, UTF-8,
 * no key twice in an object, nesting up to {@link #MAX_DEPTH}), and no tree is built. Immutable
 * where nobody changes the array it was made from.
 */
public final class RawJson {
  /** How deep objects and arrays may nest; deeper is refused, as it would cost readers a stack. */
  public static final int MAX_DEPTH = 256;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          // Keys are the publisher's; a table of them that overflows must not refuse an event.
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final Map<String, RawValue> members;

  private RawJson(Map<String, RawValue> members) {
    this.members = members;
  }

  /** Reads a text that must be one JSON object; a byte order mark before it is passed over. */
  public static RawJson parse(byte[] json) throws MalformedJsonException {
    return read(json, JsonToken.START_OBJECT, RawJson::members);
  }

  /** The elements of a text that must be one JSON array, each in its own bytes. */
  public static List<RawValue> elements(byte[] json) throws MalformedJsonException {
    return read(json, JsonToken.START_ARRAY, RawJson::elements);
  }

  /** Checks that a text is one JSON object. */
  public static void check(String json) throws MalformedJsonException {
    try (JsonParser parser = JSON.createParser(json)) {
      within(parser, JsonToken.START_OBJECT, p -> p.skipChildren());
    } catch (IOException e) {
      throw new MalformedJsonException("cannot be read: " + e.getMessage(), "");
    }
  }

  /** The member of this name, a JSON null included; null where there is none. */
  public @Nullable RawValue get(String name) {
    return members.get(name);
  }

  /** All members, in the order in which they came. */
  public Map<String, RawValue> members() {
    return members;
  }

  private static RawJson members(JsonParser parser, byte[] json, int start) throws IOException {
    Map<String, RawValue> members = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      members.put(name, value(parser, json, start));
    }
    return new RawJson(members);
  }

  private static List<RawValue> elements(JsonParser parser, byte[] json, int start)
      throws IOException {
    List<RawValue> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(parser, json, start));
    }
    return elements;
  }

  private static RawValue value(JsonParser parser, byte[] json, int start) throws IOException {
    JsonToken token = parser.currentToken();
    int from = start + (int) parser.currentTokenLocation().getByteOffset();
    String text = token == JsonToken.VALUE_STRING ? parser.getText() : null;
    parser.skipChildren();
    parser.finishToken();
    int to = start + (int) parser.currentLocation().getByteOffset();
    return new RawValue(RawValue.Kind.of(token), text, json, from, to);
  }

  private interface Body<R> {
    R read(JsonParser parser, byte[] json, int start) throws IOException;
  }

  private interface Step<R> {
    R take(JsonParser parser) throws IOException;
  }

  private static <R> R read(byte[] json, JsonToken first, Body<R> body)
      throws MalformedJsonException {
    int start = JsonStart.afterByteOrderMark(json);
    try {
      StrictUtf8.check(json, start, json.length - start);
    } catch (CharacterCodingException e) {
      throw new MalformedJsonException("is not UTF-8", "");
    }
    // Jackson guesses UTF-16 and UTF-32 from a zero among the first bytes; in UTF-8 there is none.
    for (int i = start; i < Math.min(json.length, start + 4); i++) {
      if (json[i] == 0) {
        throw new MalformedJsonException("has a zero byte where JSON should begin", "");
      }
    }
    try (JsonParser parser = JSON.createParser(json, start, json.length - start)) {
      return within(parser, first, p -> body.read(p, json, start));
    } catch (IOException e) {
      throw new MalformedJsonException("cannot be read: " + e.getMessage(), "");
    }
  }

  private static <R> R within(JsonParser parser, JsonToken first, Step<R> step)
      throws MalformedJsonException {
    try {
      if (parser.nextToken() != first) {
        String wanted = first == JsonToken.START_OBJECT ? "an object" : "an array";
        throw new MalformedJsonException("is not a JSON value that is " + wanted, "");
      }
      R result = step.take(parser);
      if (parser.nextToken() != null) {
        throw new MalformedJsonException("goes on after its end", "");
      }
      return result;
    } catch (StreamConstraintsException e) {
      throw new MalformedJsonException("is beyond a limit: " + e.getOriginalMessage(), at(parser));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new MalformedJsonException("is not JSON: " + e.getOriginalMessage(), at(parser));
    } catch (IOException e) {
      throw new MalformedJsonException("is not JSON: " + e.getMessage(), at(parser));
    }
  }

  private static String at(JsonParser parser) {
    return parser.getParsingContext().pathAsPointer().toString();
  }
}
