package dev.hookstream.schemas.serde;

import java.time.Duration;
import org.apache.avro.Schema;

/** Where the schema behind a number in Confluent's wire format comes from. Thread-safe. */
@FunctionalInterface
public interface WriterSchemas {
  /**
   * The schema of this id.
   *
   * @param atMost for how long the call may block
   * @throws UnknownSchemaException where the registry answers that it has none
   * @throws RegistryUnavailableException where it does not answer in that time
   */
  Schema byId(int id, Duration atMost) throws UnknownSchemaException;
}
