package dev.hookstream.topology.retry;

import dev.hookstream.schemas.Chain;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.ReplayTally;
import dev.hookstream.topology.settings.SettingsKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Counts what became of each replay's requests, for the one who runs it and keeps only a bounded
 * number ahead. What belongs to no replay is not counted and costs nothing. Confined to its task's
 * thread.
 */
public final class ReplayBook {
  /** The name of the store: {@link #key} to a {@link ReplayTally}. */
  public static final String STORE = "replay-tallies";

  private static final long KEPT_MS = Duration.ofDays(31).toMillis();

  /** The name of the store of what has been counted, which has bytes for keys and values. */
  public static final String SETTLED = "replay-settled";

  private final KeyValueStore<String, ReplayTally> store;
  private final SettledRequests settled;

  private ReplayBook(KeyValueStore<String, ReplayTally> store, SettledRequests settled) {
    this.store = store;
    this.settled = settled;
  }

  /** The book of a processor's task; call from its {@code init}. */
  public static ReplayBook of(ProcessingContext context) {
    return new ReplayBook(
        context.getStateStore(STORE), new SettledRequests(context.getStateStore(SETTLED)));
  }

  /** Under which a replay's tally lies. */
  public static String key(String workspaceId, String replayId) {
    return SettingsKeys.endpoint(workspaceId, replayId);
  }

  /** A request has been read. */
  public void taken(String workspaceId, String replayId, long now) {
    count(workspaceId, replayId, now, tally -> tally.setTaken(tally.getTaken() + 1));
  }

  /**
   * Whether a dead letter's event is asked for by this replay for the first time: it may have
   * several, of its own and of other replays.
   */
  public boolean isFirst(DeliveryRef ref, String replayId) {
    return settled.asked(ref, replayId);
  }

  /** Nothing comes of a request. */
  public void dropped(String workspaceId, @Nullable String replayId, long now) {
    count(workspaceId, replayId, now, tally -> tally.setDropped(tally.getDropped() + 1));
  }

  /** A delivery was thrown away. */
  public void dropped(DeliveryRef ref, @Nullable Chain chain, long now) {
    settle(ref, chain, now, tally -> tally.setDropped(tally.getDropped() + 1));
  }

  /** A delivery has arrived. */
  public void delivered(DeliveryRef ref, @Nullable Chain chain, long now) {
    settle(ref, chain, now, tally -> tally.setDelivered(tally.getDelivered() + 1));
  }

  /** A delivery has become a dead letter. */
  public void failed(DeliveryRef ref, @Nullable Chain chain, long now) {
    settle(ref, chain, now, tally -> tally.setFailed(tally.getFailed() + 1));
  }

  /** One put back comes to its end once, by its chain; one of the replay's own has none. */
  private void settle(
      DeliveryRef ref, @Nullable Chain chain, long now, Consumer<ReplayTally> change) {
    String replayId = replayOf(ref, chain);
    if (replayId != null && (!replayId.equals(ref.getReplayId()) || settled.ended(ref, replayId))) {
      count(ref.getWorkspaceId(), replayId, now, change);
    }
  }

  /** Forgets those that nothing has changed for longer than events are kept. There are few. */
  public void sweep(long now) {
    List<String> old = new ArrayList<>();
    try (KeyValueIterator<String, ReplayTally> all = store.all()) {
      while (all.hasNext()) {
        var next = all.next();
        if (next.value.getChangedAt() + KEPT_MS < now) {
          old.add(next.key);
        }
      }
    }
    old.forEach(
        key -> {
          store.delete(key);
          settled.forget(key);
        });
  }

  /** One put back belongs to the replay that did so, also where another had made it. */
  private static @Nullable String replayOf(DeliveryRef ref, @Nullable Chain chain) {
    return chain != null && chain.getReplayId() != null ? chain.getReplayId() : ref.getReplayId();
  }

  private void count(
      String workspaceId, @Nullable String replayId, long now, Consumer<ReplayTally> change) {
    if (replayId == null || replayId.isEmpty()) {
      return;
    }
    String key = key(workspaceId, replayId);
    ReplayTally known = store.get(key);
    ReplayTally tally = known == null ? new ReplayTally(0L, 0L, 0L, 0L, now) : known;
    change.accept(tally);
    tally.setChangedAt(now);
    store.put(key, tally);
  }
}
