package dev.hookstream.topology.secret;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Seals secrets with AES-256-GCM under the installation's keyset (Tink's JSON form). A keyset may
 * hold several keys: the primary one seals, all of them open, so that keys can be rotated. For any
 * thread.
 */
public final class Keyring {
  private static final int PREFIX_BYTES = 5;

  private final Aead aead;
  private final byte[] prefix;
  private final Set<String> keyIds;

  private Keyring(KeysetHandle keyset) throws GeneralSecurityException {
    this.aead = keyset.getPrimitive(RegistryConfiguration.get(), Aead.class);
    // What Tink writes before a ciphertext: a version, and which key it was.
    this.prefix =
        ByteBuffer.allocate(PREFIX_BYTES).put((byte) 1).putInt(keyset.getPrimary().getId()).array();
    Set<String> ids = new TreeSet<>();
    for (int i = 0; i < keyset.size(); i++) {
      ids.add(Integer.toUnsignedString(keyset.getAt(i).getId()));
    }
    this.keyIds = Collections.unmodifiableSet(ids);
  }

  /**
   * Reads a keyset.
   *
   * @param json a keyset in clear, as {@link #generateJson} or {@code tinkey} makes it
   * @throws IllegalArgumentException in words, never with the text, where it is no such keyset
   */
  public static Keyring fromJson(String json) {
    try {
      return new Keyring(parse(json));
    } catch (GeneralSecurityException | RuntimeException e) {
      // Without the cause: a parser's message quotes what it could not read, here a key.
      throw new IllegalArgumentException(
          "the keyset is not a Tink keyset for AEAD in JSON ("
              + e.getClass().getSimpleName()
              + "); `hookstream keyset new` prints a good one");
    }
  }

  /** A new keyset with one key, as JSON in clear: keep it where secrets are kept. */
  public static String generateJson() {
    try {
      AeadConfig.register();
      return TinkJsonProtoKeysetFormat.serializeKeyset(
          KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM),
          InsecureSecretKeyAccess.get());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot make a key", e);
    }
  }

  /**
   * The keyset with a new key that seals from now on; those that were in it still open. Hand it to
   * every instance before any of them seals with it.
   *
   * @throws IllegalArgumentException as {@link #fromJson}
   */
  public static String rotateJson(String json) {
    fromJson(json);
    try {
      KeysetHandle rotated =
          KeysetHandle.newBuilder(parse(json))
              .addEntry(
                  KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                      .withRandomId()
                      .makePrimary())
              .build();
      return TinkJsonProtoKeysetFormat.serializeKeyset(rotated, InsecureSecretKeyAccess.get());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot add a key", e);
    }
  }

  private static KeysetHandle parse(String json) throws GeneralSecurityException {
    AeadConfig.register();
    return TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
  }

  /**
   * Seals; twice the same is two different results.
   *
   * @param context whose it is, for example {@code workspace/endpoint}; what is sealed for one
   *     cannot be opened for another
   */
  public byte[] seal(byte[] clear, String context) {
    try {
      return aead.encrypt(clear, context.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot seal a secret", e);
    }
  }

  /** The ids of its keys, as Tink's JSON has them ({@code keyId}): no secrets. */
  public Set<String> keyIds() {
    return keyIds;
  }

  /**
   * The id of the key that something was sealed with.
   *
   * @throws IllegalArgumentException where {@link #seal} cannot have made it
   */
  public static String keyIdOf(byte[] sealed) {
    if (sealed.length <= PREFIX_BYTES || sealed[0] != 1) {
      throw new IllegalArgumentException("no secret of ours: Tink's first bytes are missing");
    }
    return Integer.toUnsignedString(ByteBuffer.wrap(sealed, 1, 4).getInt());
  }

  /** Whether something was sealed with the key that seals now, and not with an older one. */
  public boolean isCurrent(byte[] sealed) {
    return sealed.length > prefix.length
        && Arrays.equals(sealed, 0, prefix.length, prefix, 0, prefix.length);
  }

  /**
   * The same content under the key that seals now. What this keyset cannot open stays as it is:
   * whoever changes something else about an endpoint must not fail over it.
   */
  public byte[] sealAnew(byte[] sealed, String context) {
    if (isCurrent(sealed)) {
      return sealed;
    }
    try {
      return seal(open(sealed, context), context);
    } catch (CannotOpenException e) {
      return sealed;
    }
  }

  /**
   * Opens what {@link #seal} made.
   *
   * @throws CannotOpenException where it was sealed under another keyset, for another context, or
   *     has been changed
   */
  public byte[] open(byte[] sealed, String context) {
    try {
      return aead.decrypt(sealed, context.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new CannotOpenException(context, e);
    }
  }
}
