package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.ApiKeys;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.schemas.ApiKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** Keys in memory, by their hash. */
final class FakeKeys implements ApiKeys {
  final Map<String, ApiKey> keys = new ConcurrentHashMap<>();
  private final BooleanSupplier ready;

  FakeKeys(BooleanSupplier ready) {
    this.ready = ready;
  }

  @Override
  public Optional<ApiKey> find(String hash) {
    return Optional.ofNullable(keys.get(hash));
  }

  @Override
  public Optional<String> hashOf(String id) {
    return keys.keySet().stream().filter(hash -> id.equals(keys.get(hash).getId())).findFirst();
  }

  @Override
  public List<ApiKey> all() {
    if (!ready.getAsBoolean()) {
      throw new NotReadyException("The keys are being read.");
    }
    return keys.values().stream().sorted((a, b) -> a.getId().compareTo(b.getId())).toList();
  }

  @Override
  public CompletionStage<Void> add(String hash, ApiKey key) {
    keys.put(hash, key);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Boolean> revoke(String id) {
    return CompletableFuture.completedFuture(keys.values().removeIf(key -> key.getId().equals(id)));
  }
}
