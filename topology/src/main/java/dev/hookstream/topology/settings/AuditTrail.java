package dev.hookstream.topology.settings;

import dev.hookstream.schemas.AuditEntry;
import dev.hookstream.schemas.Change;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.SealedSecret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What was done to the workspaces of a task, and by whom: in the transaction that does it, so that
 * nothing is done without its entry. To a topic for a year, and to a store, newest first, for 90
 * days of the API's answers.
 */
public final class AuditTrail {
  /** The store of {@code AuditEntry}, and the name of the topic's sink. */
  public static final String STORE = "audit";

  private static final long KEPT_MS = Duration.ofDays(90).toMillis();

  /** Each entry takes at most this many with it that are too old, so none takes long. */
  private static final int FORGOTTEN_AT_ONCE = 10;

  private final ProcessorContext<String, Object> context;
  private final KeyValueStore<String, AuditEntry> store;

  AuditTrail(ProcessorContext<String, Object> context) {
    this.context = context;
    this.store = context.getStateStore(STORE);
  }

  /**
   * An entry's key within its workspace: the newest has the lowest.
   *
   * @param at in ms since 1970
   */
  public static String key(long at, String id) {
    return "%019d-%s".formatted(Long.MAX_VALUE - at, id);
  }

  void note(Change change, String action, @Nullable String target, Map<String, String> details) {
    long now = context.currentSystemTimeMs();
    String workspace = change.getWorkspaceId();
    AuditEntry entry =
        new AuditEntry(
            change.getChangeId(), workspace, now, change.getBy(), action, target, details);
    store.put(SettingsKeys.first(workspace) + key(now, change.getChangeId()), entry);
    context.forward(new Record<>(workspace, entry, now), STORE);
    forget(workspace, now - KEPT_MS, FORGOTTEN_AT_ONCE);
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

  /** Forgets everything about a workspace. */
  void erase(String workspace) {
    forget(workspace, Long.MAX_VALUE, Integer.MAX_VALUE);
  }

  private void forget(String workspace, long before, int most) {
    List<String> old = new ArrayList<>();
    try (KeyValueIterator<String, AuditEntry> oldestFirst =
        store.reverseRange(SettingsKeys.first(workspace), SettingsKeys.last(workspace))) {
      while (oldestFirst.hasNext() && old.size() < most) {
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
