package dev.hookstream.topology.settings;

import dev.hookstream.schemas.AuditEntry;
import dev.hookstream.schemas.Change;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.SealedSecret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What was done to the workspaces of a task, and by whom: in the transaction that does it, so that
 * nothing is done without its entry. To a topic for a year, and to a store, newest first, for 90
 * days of the API's answers.
 */
public final class AuditTrail {
  /** The store of {@code AuditEntry}, and the name of the topic's sink. */
  public static final String STORE = "audit";

  /** What the entry of an erased workspace says. */
  public static final String ERASED = "workspace.erased";

  /** That a webhook is no more; its id is the target. */
  public static final String DELETED = "webhook.deleted";

  /** That an API key is no more; its id is the target. */
  public static final String KEY_REVOKED = "api_key.revoked";

  private static final long KEPT_MS = Duration.ofDays(90).toMillis();

  /** Each entry takes at most this many with it that are too old, so none takes long. */
  private static final int FORGOTTEN_AT_ONCE = 10;

  /** How many entries of an erased workspace are deleted in one step. */
  private static final int ERASED_AT_ONCE = 1_000;

  private static final Duration ERASE_EVERY = Duration.ofMillis(100);

  private final ProcessorContext<String, Object> context;
  private final KeyValueStore<String, AuditEntry> store;

  /** By the keys of the marks of erased workspaces: the last key that has not been looked at. */
  private final Map<String, String> erasing = new LinkedHashMap<>();

  private final Cancellable erasingOn;

  AuditTrail(ProcessorContext<String, Object> context) {
    this.context = context;
    this.store = context.getStateStore(STORE);
    try (KeyValueIterator<String, AuditEntry> marks = store.range(mark(""), "\2")) {
      while (marks.hasNext()) {
        KeyValue<String, AuditEntry> mark = marks.next();
        erasing.put(mark.key, SettingsKeys.last(mark.value.getWorkspaceId()));
      }
    }
    erasingOn = context.schedule(ERASE_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> eraseSome());
  }

  /** Ends its timer: a task that comes back keeps it, and has one more with its new trail. */
  void close() {
    erasingOn.cancel();
  }

  /**
   * An entry's key within its workspace: the newest has the lowest.
   *
   * @param at in ms since 1970
   */
  public static String key(long at, String id) {
    return "%019d-%s".formatted(Long.MAX_VALUE - at, id);
  }

  /**
   * The entries of a workspace, newest first: of one that was erased none that is older.
   *
   * @param afterKey only what is older than the entry of this {@link #key}; null from the newest on
   */
  public static List<AuditEntry> entries(
      ReadOnlyKeyValueStore<String, AuditEntry> store,
      String workspace,
      @Nullable String afterKey,
      int limit) {
    String first = SettingsKeys.first(workspace);
    AuditEntry erased = store.get(mark(workspace));
    List<AuditEntry> found = new ArrayList<>();
    try (KeyValueIterator<String, AuditEntry> range =
        store.range(
            afterKey == null ? first : first + afterKey + '\0',
            erased == null ? SettingsKeys.last(workspace) : keyOf(erased))) {
      while (range.hasNext() && found.size() < limit) {
        found.add(range.next().value);
      }
    }
    return found;
  }

  /** Lies below every workspace's entries, since no id begins with it. */
  private static String mark(String workspace) {
    return '\1' + workspace;
  }

  private static String keyOf(AuditEntry entry) {
    return SettingsKeys.first(entry.getWorkspaceId()) + key(entry.getAt(), entry.getId());
  }

  AuditEntry note(
      Change change, String action, @Nullable String target, Map<String, String> details) {
    AuditEntry erased = store.get(mark(change.getWorkspaceId()));
    // What is new must be told from what is being erased.
    long after = erased == null ? 0 : erased.getAt() + 1;
    return note(change, action, target, details, after);
  }

  private AuditEntry note(
      Change change,
      String action,
      @Nullable String target,
      Map<String, String> details,
      long earliest) {
    long now = context.currentSystemTimeMs();
    String workspace = change.getWorkspaceId();
    AuditEntry entry =
        new AuditEntry(
            change.getChangeId(),
            workspace,
            Math.max(now, earliest),
            change.getBy(),
            action,
            target,
            details);
    store.put(keyOf(entry), entry);
    context.forward(new Record<>(workspace, entry, now), STORE);
    forget(workspace, now - KEPT_MS);
    return entry;
  }

  /** An endpoint was made or changed. */
  void put(Change change, @Nullable Endpoint old, Endpoint now) {
    if (old == null) {
      note(change, "webhook.created", now.getId(), Map.of());
      return;
    }
    List<String> fields = changed(old, now);
    String action =
        fields.isEmpty()
            ? "webhook.resealed"
            : fields.contains("secrets") ? "webhook.secret_changed" : "webhook.changed";
    note(change, action, now.getId(), Map.of("fields", String.join(",", fields)));
  }

  /** The names of the settings that differ; a secret sealed anew is the same secret. */
  private static List<String> changed(Endpoint old, Endpoint now) {
    List<String> fields = new ArrayList<>();
    for (Schema.Field field : Endpoint.getClassSchema().getFields()) {
      boolean same =
          switch (field.name()) {
            case "revision", "updated_at", "disabled_at", "disabled_reason" -> true;
            case "secrets" -> times(old).equals(times(now));
            case "headers" -> old.getHeaders().equals(now.getHeaders());
            default -> {
              Object before = old.get(field.pos());
              yield before == null
                  ? now.get(field.pos()) == null
                  : before.equals(now.get(field.pos()));
            }
          };
      if (!same) {
        fields.add(field.name());
      }
    }
    return fields;
  }

  private static List<Long> times(Endpoint endpoint) {
    return endpoint.getSecrets().stream().map(SealedSecret::getCreatedAt).sorted().toList();
  }

  /**
   * Everything about a workspace goes but an entry that says so: it is not seen from now on, and
   * deleted some at a time.
   */
  void erase(Change change, Map<String, String> details) {
    String workspace = change.getWorkspaceId();
    List<AuditEntry> newest = entries(store, workspace, null, 1);
    long after = newest.isEmpty() ? 0 : newest.get(0).getAt() + 1;
    store.put(mark(workspace), note(change, ERASED, workspace, details, after));
    erasing.put(mark(workspace), SettingsKeys.last(workspace));
    eraseSome();
  }

  private void eraseSome() {
    if (erasing.isEmpty()) {
      return;
    }
    String mark = erasing.keySet().iterator().next();
    String from = Objects.requireNonNull(erasing.remove(mark));
    String kept = keyOf(store.get(mark));
    List<String> old = new ArrayList<>();
    try (KeyValueIterator<String, AuditEntry> oldestFirst =
        // From where the step before ended: not past all that it has deleted.
        store.reverseRange(kept, from)) {
      while (oldestFirst.hasNext() && old.size() < ERASED_AT_ONCE) {
        old.add(oldestFirst.next().key);
      }
    }
    boolean done = old.size() < ERASED_AT_ONCE;
    old.remove(kept);
    old.forEach(store::delete);
    if (done) {
      store.delete(mark);
    } else {
      erasing.put(mark, old.get(old.size() - 1));
    }
  }

  private void forget(String workspace, long before) {
    List<String> old = new ArrayList<>();
    try (KeyValueIterator<String, AuditEntry> oldestFirst =
        store.reverseRange(SettingsKeys.first(workspace), SettingsKeys.last(workspace))) {
      while (oldestFirst.hasNext() && old.size() < FORGOTTEN_AT_ONCE) {
        KeyValue<String, AuditEntry> next = oldestFirst.next();
        if (next.value.getAt() >= before) {
          break;
        }
        old.add(next.key);
      }
    }
    old.forEach(store::delete);
  }
}
