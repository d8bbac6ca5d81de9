package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.hookstream.schemas.serde.RawJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads requests strictly and writes answers. */
final class Json {
  static final int MAX_DEPTH = RawJson.MAX_DEPTH;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  // UTF-8 and nothing else: a guess at UTF-16 would make other bytes of the same
                  // text.
                  .disable(JsonFactory.Feature.CHARSET_DETECTION)
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .nodeFactory(new FiniteNumbers())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final ObjectReader READER = MAPPER.readerFor(JsonNode.class);

  /**
   * A number beyond a double's would be infinite, which the validator cannot compare. It is large
   * enough here to break every bound; what is delivered is the original text.
   */
  private static final class FiniteNumbers extends JsonNodeFactory {
    private static final long serialVersionUID = 1;
    private static final BigDecimal BEYOND = new BigDecimal(BigInteger.ONE, -400);

    @Override
    public NumericNode numberNode(double number) {
      return Double.isInfinite(number)
          ? DecimalNode.valueOf(number > 0 ? BEYOND : BEYOND.negate())
          : super.numberNode(number);
    }
  }

  private static final int MAX_POINTER = 200;

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * Reads a body.
   *
   * @throws ProblemException 400, with line, column and pointer, for anything that is not one JSON
   *     value in UTF-8 without duplicate keys
   */
  static JsonNode parse(byte[] body) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
    } catch (CharacterCodingException e) {
      throw Problem.badRequest("The body is not UTF-8.").asException();
    }
    try (JsonParser parser = MAPPER.createParser(body)) {
      return tree(parser);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode tree(JsonParser parser) throws IOException {
    try {
      JsonNode node = READER.readValue(parser);
      if (node == null || node.isMissingNode()) {
        throw Problem.badRequest("The body is empty; a JSON object is needed.").asException();
      }
      return node;
    } catch (JsonProcessingException e) {
      String words = inWords(e);
      throw Problem.badRequest("The body is not JSON that can be read: " + words)
          .at(pointer(parser), words)
          .asException();
    }
  }

  /** Where the parser stands; of a place a thousand levels deep, the way to it. */
  private static String pointer(JsonParser parser) {
    String pointer = parser.getParsingContext().pathAsPointer().toString();
    return pointer.length() <= MAX_POINTER ? pointer : pointer.substring(0, MAX_POINTER) + "…";
  }

  private static String inWords(JsonProcessingException e) {
    var at = e.getLocation();
    String place =
        at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    // A tree takes every value, so what does not fit can only be what follows it.
    String message =
        e instanceof MismatchedInputException
            ? "there is more after the end of the JSON value"
            : e.getOriginalMessage();
    // Jackson's advice on how to configure Jackson helps no caller.
    int advice = message.indexOf(" (`");
    message = advice < 0 ? message : message.substring(0, advice);
    return (message.length() > 300 ? message.substring(0, 300) + "…" : message) + place;
  }

  static byte[] write(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** JSON text that goes into an answer as it is. */
  static @Nullable RawValue raw(@Nullable String json) {
    return json == null ? null : new RawValue(json);
  }

  /** ISO-8601 in UTC; null stays null. */
  static @Nullable String time(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis).toString();
  }
}
