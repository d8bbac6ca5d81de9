package dev.hookstream.schemas.registry;

import dev.hookstream.schemas.serde.RegistryUnavailableException;
import dev.hookstream.schemas.serde.UnknownSchemaException;
import dev.hookstream.schemas.serde.WriterSchemas;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;

/**
 * Schemas for a caller that must not be held up: an id that is not known yet is asked for on a
 * thread of ours, and the caller is told so at once and asks again later. Only who asks first waits
 * a moment, so that a registry in good health is not noticed at all; and nobody does while the
 * registry is away. Thread-safe.
 */
final class BackgroundSchemas implements WriterSchemas {
  /** For how long one lookup goes on trying; its pauses grow meanwhile. */
  static final Duration LOOKUP = Duration.ofSeconds(30);

  // A few, so that one schema that the registry cannot give does not hold up the others.
  private static final int THREADS = 4;
  private static final int MOST_WAITING = 1_000;
  // Random ids must not fill the memory; what is pushed out is asked for again.
  private static final int MOST_REMEMBERED = 10_000;

  private final WriterSchemas registry;
  private final Executor threads;
  private final LongSupplier nanos;
  private final Map<Integer, Lookup> lookups =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Lookup> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };
  private volatile boolean away;

  /** Over a registry whose answers are waited for. */
  BackgroundSchemas(WriterSchemas registry) {
    this(registry, daemons(), System::nanoTime);
  }

  BackgroundSchemas(WriterSchemas registry, Executor threads, LongSupplier nanos) {
    this.registry = registry;
    this.threads = threads;
    this.nanos = nanos;
  }

  @Override
  public Schema byId(int id, Duration atMost) throws UnknownSchemaException {
    Lookup lookup;
    boolean first = false;
    synchronized (lookups) {
      lookup = lookups.get(id);
      if (lookup == null || lookup.isStale(nanos.getAsLong())) {
        lookup = start(id);
        lookups.put(id, lookup);
        first = true;
      }
    }
    if (first && !away && !lookup.await(atMost)) {
      away = true;
    }
    return lookup.answer();
  }

  private Lookup start(int id) {
    Lookup lookup = new Lookup(id);
    try {
      threads.execute(() -> run(lookup));
    } catch (RejectedExecutionException e) {
      throw new RegistryUnavailableException(
          "schema " + id + " is not known yet, and too many others are being asked for", e);
    }
    return lookup;
  }

  private void run(Lookup lookup) {
    lookup.run(registry, nanos);
    away = lookup.failed();
  }

  /** Threads that end when there is nothing to ask, so that nobody has to close this. */
  private static Executor daemons() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread thread = new Thread(task, "schema-registry");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
