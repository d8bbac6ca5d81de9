package dev.hookstream.schemas.registry;

import dev.hookstream.schemas.serde.RegistryUnavailableException;
import dev.hookstream.schemas.serde.UnknownSchemaException;
import dev.hookstream.schemas.serde.WriterSchemas;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** One question to the registry and, in time, what came of it. */
final class Lookup {
  /** For how long after a failure the same is not asked again. */
  static final Duration PAUSE = Duration.ofSeconds(1);

  private final int id;
  private final CountDownLatch done = new CountDownLatch(1);
  // Written before the latch opens and read after it.
  private @Nullable Schema schema;
  private @Nullable UnknownSchemaException unknown;
  private @Nullable RuntimeException failure;
  private long doneAt;

  Lookup(int id) {
    this.id = id;
  }

  void run(WriterSchemas registry, LongSupplier nanos) {
    try {
      schema = registry.byId(id, BackgroundSchemas.LOOKUP);
    } catch (UnknownSchemaException e) {
      unknown = e;
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      doneAt = nanos.getAsLong();
      done.countDown();
    }
  }

  /** Waits for the end; answers whether it has come. */
  boolean await(Duration atMost) {
    try {
      return done.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether it has to be asked again: a schema is for ever, any other answer for a while. */
  boolean isStale(long now) {
    if (done.getCount() > 0 || schema != null) {
      return false;
    }
    Duration kept = unknown != null ? SchemaRegistryClient.UNKNOWN_KEPT : PAUSE;
    return now - doneAt > kept.toNanos();
  }

  /** Whether it ended without an answer. */
  boolean failed() {
    return failure != null;
  }

  Schema answer() throws UnknownSchemaException {
    if (done.getCount() > 0) {
      throw new RegistryUnavailableException("schema " + id + " is being asked for", null);
    }
    if (schema != null) {
      return schema;
    }
    if (unknown != null) {
      throw new UnknownSchemaException(String.valueOf(unknown.getMessage()));
    }
    throw new RegistryUnavailableException(
        failure == null
            ? "schema " + id + " was not asked for"
            : String.valueOf(failure.getMessage()),
        failure);
  }
}
