package dev.hookstream.topology.retry;

import dev.hookstream.schemas.Chain;
import dev.hookstream.schemas.ChainState;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.topology.match.DeliveryId;
import dev.hookstream.topology.state.InMemoryBuilder;
import dev.hookstream.topology.state.InMemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Where the retries of each failed delivery stand. An entry is what makes a result or a due record
 * count once: it is taken only where the entry expects it.
 *
 * <p>Most endpoints have no entry at all, and most deliveries ask for one: how many entries each
 * endpoint has is kept in memory. It is a store itself (of nothing, never logged), since that is
 * how the processors of one task share an object.
 */
public final class Chains extends InMemoryStore {
  /** The name of the store that the entries are in. */
  public static final String STORE = "chains";

  /** The name under which the processors of a task find this. */
  public static final String NAME = "chains-in-memory";

  private static final long DEAD_KEPT_MS = Duration.ofDays(1).toMillis();
  private static final int SWEEP = 1_000;

  /** Of one endpoint: all its entries, and those that are not settled, of live events and not. */
  private static final class Counts {
    int all;
    int live;
    int replays;

    void add(Chain chain, int change) {
      boolean unsettled = chain.getState() != ChainState.DEAD;
      all += change;
      live += unsettled && !chain.getReplay() ? change : 0;
      replays += unsettled && chain.getReplay() ? change : 0;
    }
  }

  private final Map<String, Counts> counts = new HashMap<>();
  private @Nullable KeyValueStore<String, Chain> entries;
  private @Nullable String sweptTo;

  private Chains() {
    super(NAME);
  }

  /** The builder by which a topology gives each of its tasks one of these. */
  public static StoreBuilder<Chains> builder() {
    return new InMemoryBuilder<>(NAME, Chains::new);
  }

  /** The chains of a processor's task; call from its {@code init}. */
  public static Chains of(ProcessingContext context) {
    Chains found = context.getStateStore(NAME);
    if (found.entries == null) {
      KeyValueStore<String, Chain> entries = context.getStateStore(STORE);
      try (KeyValueIterator<String, Chain> all = entries.all()) {
        all.forEachRemaining(entry -> found.count(entry.key, entry.value, 1));
      }
      found.entries = entries;
    }
    return found;
  }

  @Override
  public void forget() {
    counts.clear();
    entries = null;
    sweptTo = null;
  }

  /** A delivery's chain; null where nothing of it has failed. */
  public @Nullable Chain get(DeliveryRef ref) {
    if (counts.isEmpty()) {
      return null;
    }
    String key = key(ref);
    return counts.containsKey(endpoint(key)) ? entries().get(key) : null;
  }

  /** Whether a delivery of an endpoint has failed and is neither delivered nor given up yet. */
  public boolean hasUnsettled(String workspaceId, String endpointPart, boolean replays) {
    Counts known = counts.isEmpty() ? null : counts.get(workspaceId + '\0' + endpointPart);
    return known != null && (replays ? known.replays : known.live) > 0;
  }

  /** Puts a delivery's chain in place of what it was. */
  public void put(DeliveryRef ref, Chain chain) {
    String key = key(ref);
    Chain before = counts.containsKey(endpoint(key)) ? entries().get(key) : null;
    chain.setReplay(ref.getReplayId() != null || wasAskedForAgain(chain, before));
    if (before != null && chain.getReplayId() == null && chain.getRound() == before.getRound()) {
      chain.setReplayId(before.getReplayId());
    }
    if (before != null) {
      count(key, before, -1);
    }
    count(key, chain, 1);
    entries().put(key, chain);
  }

  /**
   * Whether a delivery was asked for again after its end, known or forgotten. Its place in the
   * order has gone by, and live traffic does not wait for it; a retry that was pending keeps it
   * waiting.
   */
  private static boolean wasAskedForAgain(Chain chain, @Nullable Chain before) {
    if (before == null) {
      return chain.getRound() > 0;
    }
    return before.getReplay()
        || (before.getState() == ChainState.DEAD && chain.getRound() > before.getRound());
  }

  /** Forgets a delivery's chain. */
  public void delete(DeliveryRef ref) {
    Chain before = get(ref);
    if (before != null) {
      delete(key(ref), before);
    }
  }

  /** Forgets a delivery's chain where it has ended; one that goes on is left to do so. */
  public void forgetEnded(DeliveryRef ref) {
    Chain before = get(ref);
    if (before != null && before.getState() == ChainState.DEAD) {
      delete(key(ref), before);
    }
  }

  private void delete(String key, Chain before) {
    entries().delete(key);
    count(key, before, -1);
  }

  private void count(String key, Chain chain, int change) {
    String endpoint = endpoint(key);
    Counts known = counts.computeIfAbsent(endpoint, made -> new Counts());
    known.add(chain, change);
    if (known.all == 0) {
      counts.remove(endpoint);
    }
  }

  /**
   * Forgets dead letters that have been known for a day, at most a thousand entries a call; the
   * next call goes on from there.
   *
   * @param now milliseconds since 1970
   */
  public void sweep(long now) {
    List<KeyValue<String, Chain>> old = new ArrayList<>();
    String last = null;
    int looked = 0;
    try (KeyValueIterator<String, Chain> all = entries().range(sweptTo, null)) {
      while (all.hasNext() && looked < SWEEP) {
        KeyValue<String, Chain> next = all.next();
        looked++;
        last = next.key;
        if (next.value.getState() == ChainState.DEAD
            && next.value.getChangedAt() + DEAD_KEPT_MS < now) {
          old.add(next);
        }
      }
    }
    old.forEach(entry -> delete(entry.key, entry.value));
    sweptTo = looked < SWEEP ? null : last;
  }

  private static String key(DeliveryRef ref) {
    return ref.getWorkspaceId() + '\0' + ref.getDeliveryId();
  }

  /** Of a key the workspace, and what stands for the endpoint in the delivery's id. */
  private static String endpoint(String key) {
    String id = key.substring(key.indexOf('\0') + 1);
    return DeliveryId.isValid(id)
        ? key.substring(0, key.length() - id.length()) + DeliveryId.endpointPart(id)
        : key;
  }

  private KeyValueStore<String, Chain> entries() {
    return Objects.requireNonNull(entries, "not initialised");
  }
}
