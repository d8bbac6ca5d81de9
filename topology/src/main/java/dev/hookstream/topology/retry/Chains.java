package dev.hookstream.topology.retry;

import dev.hookstream.schemas.Chain;
import dev.hookstream.schemas.ChainState;
import dev.hookstream.schemas.DeliveryRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Where the retries of each failed delivery stand. An entry is what makes a result or a due record
 * count once: it is taken only where the entry expects it.
 */
public final class Chains {
  /** The store's name. */
  public static final String STORE = "chains";

  private static final long DEAD_KEPT_MS = Duration.ofDays(1).toMillis();
  private static final int SWEEP = 1_000;

  private final KeyValueStore<String, Chain> store;
  private @Nullable String sweptTo;

  private Chains(KeyValueStore<String, Chain> store) {
    this.store = store;
  }

  /** The chains of a processor's task. */
  public static Chains of(ProcessingContext context) {
    return new Chains(context.getStateStore(STORE));
  }

  /** A delivery's chain; null where nothing of it has failed. */
  public @Nullable Chain get(DeliveryRef ref) {
    return store.get(key(ref));
  }

  /** Puts a delivery's chain in place of what it was. */
  public void put(DeliveryRef ref, Chain chain) {
    store.put(key(ref), chain);
  }

  /** Forgets a delivery's chain. */
  public void delete(DeliveryRef ref) {
    store.delete(key(ref));
  }

  /**
   * Forgets dead letters that have been known for a day, at most a thousand entries a call; the
   * next call goes on from there.
   *
   * @param now milliseconds since 1970
   */
  public void sweep(long now) {
    List<String> old = new ArrayList<>();
    String last = null;
    int looked = 0;
    try (KeyValueIterator<String, Chain> all = store.range(sweptTo, null)) {
      while (all.hasNext() && looked < SWEEP) {
        KeyValue<String, Chain> next = all.next();
        looked++;
        last = next.key;
        if (next.value.getState() == ChainState.DEAD
            && next.value.getChangedAt() + DEAD_KEPT_MS < now) {
          old.add(next.key);
        }
      }
    }
    old.forEach(store::delete);
    sweptTo = looked < SWEEP ? null : last;
  }

  private static String key(DeliveryRef ref) {
    return ref.getWorkspaceId() + '\0' + ref.getDeliveryId();
  }
}
