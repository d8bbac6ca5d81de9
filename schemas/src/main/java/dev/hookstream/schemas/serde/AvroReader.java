package dev.hookstream.schemas.serde;

import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Reads one record written with one schema as another, from bytes that nobody vouches for: a length
 * is held against the bytes that are there before anything is allocated. Thread-safe.
 */
final class AvroReader<T extends SpecificRecordBase> {
  // One decoder serves all readers of a thread; it holds no record between two calls.
  private static final ThreadLocal<@Nullable BinaryDecoder> DECODERS = new ThreadLocal<>();

  private final String name;
  private final DatumReader<T> reader;

  /** Costs milliseconds: keep it. */
  AvroReader(String name, Schema writer, Schema current, SpecificData data) {
    this.name = name;
    this.reader = new SpecificDatumReader<>(writer, current, data);
  }

  T read(byte[] bytes, int from, int length) {
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, from, length, DECODERS.get());
    DECODERS.set(decoder);
    try {
      T record = reader.read(null, decoder);
      if (!decoder.isEnd()) {
        throw new UnreadableRecordException(
            "not a single " + name + ": bytes are left over after it");
      }
      return record;
    } catch (IOException
        | AvroRuntimeException
        | IndexOutOfBoundsException
        | ClassCastException
        | UnsupportedOperationException e) {
      throw new UnreadableRecordException("not a whole " + name + ": " + e, e);
    } catch (StackOverflowError e) {
      // A writer's schema may be recursive, and then the bytes decide how deep.
      throw new UnreadableRecordException("not a " + name + ": nested too deep");
    }
  }
}
