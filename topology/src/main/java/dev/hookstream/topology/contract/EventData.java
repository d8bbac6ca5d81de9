package dev.hookstream.topology.contract;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * An event's {@code data} as a tree, with numbers as exact as they were written. Parse once, then
 * check under as many contracts as there are. For any thread.
 */
public final class EventData {
  private static final ObjectReader READER =
      JsonMapper.builder()
          .nodeFactory(new BoundedNumbers())
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  /** Jackson lets this one through as a NumberFormatException. */
  private static final String TOO_LONG = "a number has an exponent of more than ten digits";

  private EventData() {}

  /**
   * Numbers that are cheap to compare. {@code 1e999999999} is ten bytes of JSON, and asking whether
   * it is an integer, or one of 80, 90 and 100, writes out a billion digits: one event could stop a
   * partition for ever. Here its exponent is cut to a thousand, which no schema can tell from the
   * original. Only the check sees this number; what is delivered is the original text.
   */
  private static final class BoundedNumbers extends JsonNodeFactory {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 1000;

    @Override
    public ValueNode numberNode(BigDecimal number) {
      if (Math.abs((long) number.scale()) <= 2 * MOST) {
        return DecimalNode.valueOf(number);
      }
      int scale = number.scale() < 0 ? -MOST : MOST + number.precision();
      return DecimalNode.valueOf(new BigDecimal(number.unscaledValue(), scale));
    }
  }

  /**
   * Parses one JSON text.
   *
   * @throws JsonProcessingException where the text is not one JSON value, is nested deeper than
   *     1,000 or has a number of more than 1,000 digits
   */
  public static JsonNode parse(String json) throws JsonProcessingException {
    try {
      return READER.readTree(json);
    } catch (NumberFormatException e) {
      throw new JsonParseException(null, TOO_LONG, e);
    }
  }

  /** As {@link #parse(String)}, from UTF-8. */
  public static JsonNode parse(byte[] json) throws JsonProcessingException {
    try {
      return READER.readTree(json);
    } catch (NumberFormatException e) {
      throw new JsonParseException(null, TOO_LONG, e);
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory cannot fail", e);
    }
  }
}
