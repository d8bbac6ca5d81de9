package dev.hookstream.topology.retry;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Health;
import dev.hookstream.topology.settings.SettingsKeys;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What the recent attempts at each endpoint have shown. A healthy endpoint has no entry, so the
 * usual success writes nothing; and the names of the others are kept in memory, so it reads nothing
 * either.
 */
public final class HealthBook {
  /** The store's name. */
  public static final String STORE = "health";

  /** How far an owner was told who knows that the endpoint is failing, and no more. */
  static final int TOLD = 1;

  private static final int DISABLED = 100;

  /** Dead letters of an endpoint are worth a mail of their own no more often. */
  private static final long BETWEEN_NEWS_MS = 6 * 3_600_000L;

  private static final int REMEMBERED = 10_000;

  private final KeyValueStore<String, Health> store;

  /** Those with an entry, and perhaps some that another processor of the task has forgotten. */
  private final Set<String> unhealthy = new HashSet<>();

  /**
   * When each endpoint's dead letters were last news, the oldest first. In memory: a success takes
   * the entry in the store, and an endpoint that fails now and then has many of them. Who loses it,
   * by a restart or among ten thousand others, tells once more.
   */
  private final Map<String, Long> exhaustedAt =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > REMEMBERED;
        }
      };

  private HealthBook(KeyValueStore<String, Health> store) {
    this.store = store;
  }

  /** The book for the processor of a task that forgets what was known. */
  public static HealthBook toForget(ProcessingContext context) {
    return new HealthBook(context.getStateStore(STORE));
  }

  /** The book for the one processor of a task that takes notes; reads it through. */
  public static HealthBook toNote(ProcessingContext context) {
    HealthBook book = new HealthBook(context.getStateStore(STORE));
    try (KeyValueIterator<String, Health> all = book.store.all()) {
      all.forEachRemaining(entry -> book.unhealthy.add(entry.key));
    }
    return book;
  }

  /** Whether there may be something to end by a success; reads nothing that is stored. */
  boolean isUnhealthy(String workspaceId, String endpointId) {
    return unhealthy.contains(SettingsKeys.endpoint(workspaceId, endpointId));
  }

  /** Notes a success; answers what it ended, or null where all had been well. */
  public @Nullable Health succeeded(String workspaceId, String endpointId) {
    String key = SettingsKeys.endpoint(workspaceId, endpointId);
    return unhealthy.remove(key) ? store.delete(key) : null;
  }

  /** Notes a failed attempt; answers what is known now. */
  public Health failed(Attempt attempt, long now) {
    String key =
        SettingsKeys.endpoint(attempt.getRef().getWorkspaceId(), attempt.getRef().getEndpointId());
    Health before = store.get(key);
    String event = attempt.getRef().getEventId();
    Health after =
        before == null || before.getConsecutiveFailures() == 0
            ? new Health(
                1,
                now,
                event,
                false,
                before == null ? 0 : before.getWarnedPercent(),
                before != null && before.getExhaustedTold())
            : new Health(
                before.getConsecutiveFailures() + 1,
                before.getFailingSince(),
                before.getFirstFailedEvent(),
                before.getSeveralEvents() || !event.equals(before.getFirstFailedEvent()),
                before.getWarnedPercent(),
                before.getExhaustedTold());
    store.put(key, after);
    unhealthy.add(key);
    return after;
  }

  /** Notes that the owner has been warned. */
  public void warned(String workspaceId, String endpointId, Health health, int percent) {
    health.setWarnedPercent(percent);
    store.put(SettingsKeys.endpoint(workspaceId, endpointId), health);
  }

  /** Notes that it was disabled, and that its owner is told. */
  void disabled(String workspaceId, String endpointId) {
    String key = SettingsKeys.endpoint(workspaceId, endpointId);
    Health known = store.get(key);
    Health health = known == null ? new Health(0, 0L, null, false, 0, false) : known;
    health.setWarnedPercent(DISABLED);
    store.put(key, health);
    unhealthy.add(key);
  }

  /**
   * Whether this dead letter is news: the first since the last success, and none was in the last
   * hours. Notes it.
   */
  boolean exhaustedIsNews(String workspaceId, String endpointId, long now) {
    String key = SettingsKeys.endpoint(workspaceId, endpointId);
    Health health = store.get(key);
    if (health != null && health.getExhaustedTold()) {
      return false;
    }
    if (health != null) {
      health.setExhaustedTold(true);
      store.put(key, health);
    }
    Long last = exhaustedAt.get(key);
    if (last != null && now - last < BETWEEN_NEWS_MS) {
      return false;
    }
    exhaustedAt.remove(key);
    exhaustedAt.put(key, now);
    return true;
  }

  /** Starts anew, the endpoint was enabled again; who was told of trouble hears of its end. */
  public void reopened(String workspaceId, String endpointId) {
    String key = SettingsKeys.endpoint(workspaceId, endpointId);
    Health known = store.get(key);
    if (known != null && known.getWarnedPercent() > 0) {
      store.put(key, new Health(0, 0L, null, false, TOLD, false));
    } else if (known != null) {
      store.delete(key);
    }
  }

  /** The endpoint is gone. */
  public void forget(String workspaceId, String endpointId) {
    store.delete(SettingsKeys.endpoint(workspaceId, endpointId));
  }
}
