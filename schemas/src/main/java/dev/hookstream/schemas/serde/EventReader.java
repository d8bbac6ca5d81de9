package dev.hookstream.schemas.serde;

import dev.hookstream.schemas.Event;
import java.time.Instant;

/** Reads the value of a record on the events topic. Thread-safe. */
@FunctionalInterface
public interface EventReader {
  /**
   * The event in these bytes. It has an id, a workspace, a type and data that is a JSON object; no
   * contract has looked at it.
   *
   * @throws BadEventException where the record is at fault and no waiting will mend it
   * @throws RegistryUnavailableException where the record's schema cannot be asked for now: nothing
   *     is known of the record, and it must be read again later
   */
  Event read(byte[] value) throws BadEventException;

  /**
   * The same, with a time for an event whose publisher gave none (only the JSON form can leave it
   * out): the record's timestamp, say.
   */
  default Event read(byte[] value, Instant occurredIfUnsaid) throws BadEventException {
    return read(value);
  }
}
