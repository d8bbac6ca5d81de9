package dev.hookstream.dispatcher.api;

import dev.hookstream.schemas.ApiKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keys by their hash, as far as the topic has been read, and who waits for what. Read by any
 * thread, written by the follower's.
 *
 * <p>While the topic is read from its beginning the table shows what it knew before: records of old
 * times must not bring a revoked key back to life for a moment.
 */
final class KeyTable {
  private final Map<String, CompletableFuture<Void>> there = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> gone = new ConcurrentHashMap<>();
  private volatile Map<String, ApiKey> keys = new ConcurrentHashMap<>();
  private volatile boolean complete;
  private volatile long asOf;
  private @Nullable Map<String, ApiKey> rebuilt;

  Optional<ApiKey> find(String hash) {
    return Optional.ofNullable(keys.get(hash));
  }

  Collection<ApiKey> all() {
    return List.copyOf(keys.values());
  }

  Optional<String> hashOf(String id) {
    return keys.entrySet().stream()
        .filter(entry -> entry.getValue().getId().equals(id))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Whether the topic has been read, once, to the end that it had when that began. */
  boolean complete() {
    return complete;
  }

  /**
   * It is known that everything that was on the topic at this time has been read.
   *
   * @param nanos of {@link System#nanoTime}
   */
  void asOf(long nanos) {
    asOf = nanos;
  }

  /** The last such time. */
  long asOf() {
    return asOf;
  }

  /** The topic is read from its beginning from now on. */
  void begin() {
    rebuilt = new HashMap<>();
  }

  /**
   * What there was when reading began has been read.
   *
   * @param nanos see {@link #asOf(long)}
   */
  void end(long nanos) {
    Map<String, ApiKey> all = rebuilt;
    if (all != null) {
      keys = new ConcurrentHashMap<>(all);
      rebuilt = null;
      asOf = nanos;
      complete = true;
      there.forEach((hash, waiter) -> answer(waiter, keys.containsKey(hash)));
      gone.forEach((hash, waiter) -> answer(waiter, !keys.containsKey(hash)));
    }
  }

  /** Takes in a record of the topic; null for a tombstone. */
  void put(String hash, @Nullable ApiKey key) {
    Map<String, ApiKey> to = rebuilt == null ? keys : rebuilt;
    if (key == null) {
      to.remove(hash);
    } else {
      to.put(hash, key);
    }
    CompletableFuture<Void> waiter = (key == null ? gone : there).get(hash);
    if (waiter != null) {
      answer(waiter, rebuilt == null);
    }
  }

  private static void answer(CompletableFuture<Void> waiter, boolean now) {
    if (now) {
      waiter.complete(null);
    }
  }

  /** Completes when the key is found. Ask before it is written. */
  CompletableFuture<Void> whenThere(String hash) {
    return waiter(there, hash);
  }

  /** Completes when the key is no longer found. Ask before it is written. */
  CompletableFuture<Void> whenGone(String hash) {
    return waiter(gone, hash);
  }

  private static CompletableFuture<Void> waiter(
      Map<String, CompletableFuture<Void>> waiters, String hash) {
    CompletableFuture<Void> waiter =
        waiters.computeIfAbsent(hash, none -> new CompletableFuture<>());
    // Whatever ends the wait, a time-out included, no waiter stays behind.
    var unused = waiter.whenComplete((done, fault) -> waiters.remove(hash, waiter));
    return waiter;
  }
}
