package dev.hookstream.dispatcher.api.port;

import dev.hookstream.schemas.ApiKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The keys of all workspaces, by the hash of each. For any thread; only {@code add} may block. */
public interface ApiKeys {
  /**
   * The key with this hash.
   *
   * @param hash SHA-256 of the key in lower-case hex
   * @throws NotReadyException where the hash is unknown and not all keys have been read yet
   */
  Optional<ApiKey> find(String hash);

  /** The hash of the key with this id. */
  Optional<String> hashOf(String id);

  /** All keys by ascending id. */
  List<ApiKey> all();

  /** Adds a key; completes when {@link #find} finds it. */
  CompletionStage<Void> add(String hash, ApiKey key);

  /** Revokes a key by its id; completes when it is no longer found, with false where none was. */
  CompletionStage<Boolean> revoke(String id);
}
