package dev.hookstream.topology.log;

import dev.hookstream.schemas.AuditEntry;
import dev.hookstream.schemas.LogErasure;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.schemas.serde.UnreadableRecordException;
import dev.hookstream.topology.settings.AuditTrail;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The workspaces that were erased, as the topic {@code audit} says. From the moment that the log
 * reads of it nothing of the workspace from before is shown; it is deleted a bounded part at a
 * time, and the mark stays for as long as a late record of an old delivery could bring its row
 * back. What is accepted later belongs to a new workspace of the same name, and is left alone.
 */
final class LogErasures {
  /** Entries that are deleted in one step: some milliseconds. */
  private static final int AT_ONCE = 1_000;

  private static final AvroCodec<AuditEntry> AUDIT = AvroCodec.of(AuditEntry.class);
  private static final AvroCodec<LogErasure> MARKS = AvroCodec.of(LogErasure.class);

  private final ProcessingContext context;
  private final LogSettings settings;
  private final LogTallies tallies;
  private final LogStores stores;
  private final KeyValueStore<Bytes, byte[]> store;
  private final Map<String, Long> through = new HashMap<>();
  private final Map<String, LogSweep> sweeps = new LinkedHashMap<>();

  LogErasures(
      ProcessingContext context, LogSettings settings, LogTallies tallies, LogStores stores) {
    this.context = context;
    this.settings = settings;
    this.tallies = tallies;
    this.stores = stores;
    this.store = context.getStateStore(LogTopology.ERASURES);
    try (KeyValueIterator<Bytes, byte[]> marks = store.all()) {
      while (marks.hasNext()) {
        KeyValue<Bytes, byte[]> next = marks.next();
        LogErasure mark = MARKS.decode(next.value);
        String workspace = new String(next.key.get(), StandardCharsets.UTF_8);
        through.put(workspace, mark.getThrough());
        if (!mark.getDone()) {
          sweeps.put(workspace, sweep(workspace, mark.getThrough()));
        }
      }
    }
  }

  /** The key of a workspace's mark. */
  static Bytes key(String workspace) {
    return Bytes.wrap(workspace.getBytes(StandardCharsets.UTF_8));
  }

  /** Until when a mark says that there is nothing, milliseconds since 1970; -1 for no mark. */
  static long through(byte @Nullable [] mark) {
    return mark == null ? -1 : MARKS.decode(mark).getThrough();
  }

  /**
   * Takes an entry of the audit, of which all but erasures are passed over.
   *
   * @param at when the broker took it: after all that it is about, by the clock of their topics
   * @return why it cannot be read; empty where it was
   */
  Optional<String> take(byte @Nullable [] bytes, long at) {
    if (bytes == null) {
      return Optional.of("it has no value");
    }
    AuditEntry entry;
    try {
      entry = AUDIT.decode(bytes);
    } catch (UnreadableRecordException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    if (entry.getAction().equals(AuditTrail.ERASED)) {
      erase(entry.getWorkspaceId(), at);
    }
    return Optional.empty();
  }

  private void erase(String workspace, long at) {
    if (at <= through.getOrDefault(workspace, -1L)) {
      return; // read again
    }
    // What is in memory would be put after it was deleted.
    stores.flush();
    tallies.forget(workspace);
    through.put(workspace, at);
    store.put(key(workspace), MARKS.encode(new LogErasure(at, false)));
    sweeps.put(workspace, sweep(workspace, at));
  }

  /** Whether a delivery is of an erased workspace's time. */
  boolean covers(String workspace, long acceptedAt) {
    return acceptedAt <= through.getOrDefault(workspace, -1L);
  }

  /** Deletes some of what there is to delete. */
  void step() {
    if (sweeps.isEmpty()) {
      return;
    }
    String workspace = sweeps.keySet().iterator().next();
    LogSweep sweep = sweeps.remove(workspace);
    if (sweep.step(AT_ONCE)) {
      long done = through.getOrDefault(workspace, -1L);
      store.put(key(workspace), MARKS.encode(new LogErasure(done, true)));
    } else {
      sweeps.put(workspace, sweep); // behind the others
    }
  }

  /** Takes back marks that are older than any row. */
  void expire() {
    long oldest =
        context.currentSystemTimeMs()
            - settings.retention().toMillis()
            - LogIntake.AHEAD.multipliedBy(2).toMillis();
    through
        .entrySet()
        .removeIf(
            mark -> {
              boolean old = mark.getValue() < oldest && !sweeps.containsKey(mark.getKey());
              if (old) {
                store.delete(key(mark.getKey()));
              }
              return old;
            });
  }

  private LogSweep sweep(String workspace, long at) {
    return new LogSweep(context, settings, workspace, at);
  }
}
