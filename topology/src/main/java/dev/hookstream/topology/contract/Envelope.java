package dev.hookstream.topology.contract;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.hookstream.schemas.Event;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A body's shape. A body is put together from pieces and never parsed or printed, so that {@code
 * data} goes out byte for byte as it was published. Immutable, for any thread.
 */
final class Envelope {
  /** Constant bytes, or what is taken from the event. */
  private interface Piece {
    byte[] of(Event event);
  }

  private final List<Piece> pieces = new ArrayList<>();

  /** A body with these fields, in this order. */
  static Envelope of(List<EnvelopeField> fields) {
    Envelope envelope = new Envelope();
    StringBuilder literal = new StringBuilder();
    envelope.object(fields, literal);
    envelope.flush(literal);
    return envelope;
  }

  /** A body that is {@code data} and nothing else. */
  static Envelope dataAlone() {
    Envelope envelope = new Envelope();
    envelope.pieces.add(event -> bytes(EnvelopeField.Source.DATA, event));
    return envelope;
  }

  private void object(List<EnvelopeField> fields, StringBuilder literal) {
    String before = "{";
    for (EnvelopeField field : fields) {
      literal.append(before).append(quoted(field.name())).append(':');
      before = ",";
      if (field instanceof EnvelopeField.FromEvent fromEvent) {
        add(event -> bytes(fromEvent.source(), event), literal);
      } else if (field instanceof EnvelopeField.Time time) {
        add(event -> utf8(time.format().json(event.getOccurredAt())), literal);
      } else if (field instanceof EnvelopeField.Constant constant) {
        literal.append(constant.json());
      } else if (field instanceof EnvelopeField.Nested nested) {
        object(nested.fields(), literal);
      }
    }
    literal.append(fields.isEmpty() ? "{}" : "}");
  }

  private void add(Piece piece, StringBuilder literal) {
    flush(literal);
    pieces.add(piece);
  }

  private void flush(StringBuilder literal) {
    if (!literal.isEmpty()) {
      byte[] constant = utf8(literal.toString());
      pieces.add(event -> constant);
      literal.setLength(0);
    }
  }

  byte[] render(Event event) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(event.getData().length() + 256);
    for (Piece piece : pieces) {
      body.writeBytes(piece.of(event));
    }
    return body.toByteArray();
  }

  private static byte[] bytes(EnvelopeField.Source source, Event event) {
    return switch (source) {
      case ID -> utf8(quoted(event.getId()));
      case TYPE -> utf8(quoted(event.getType()));
      case WORKSPACE_ID -> utf8(quoted(event.getWorkspaceId()));
      case DATA -> utf8(event.getData());
    };
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A JSON string. */
  static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, json);
    return json.append('"').toString();
  }
}
