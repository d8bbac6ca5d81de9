package dev.hookstream.topology.contract;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a contract signs, as data. The algorithm is always HMAC-SHA256.
 *
 * @param signed what is signed, of {@code {id}}, {@code {timestamp}} (Unix seconds) and {@code
 *     {body}}, in any order and with any text between
 * @param keyForm how the secret's text becomes the key
 * @param keyPrefix stripped from the secret's text before that; may be empty
 * @param encoding how the 32 bytes are written
 * @param each how one signature is written inside {@code {signatures}}
 * @param separator between several signatures inside {@code {signatures}}
 * @param headers what is sent, in this order; {@code {signature}} is that of the newest secret
 *     alone, {@code {signatures}} those of all that are valid while a secret is rotated
 */
record SignatureScheme(
    Template signed,
    KeyForm keyForm,
    String keyPrefix,
    Encoding encoding,
    Template each,
    Optional<String> separator,
    List<HeaderTemplate> headers) {
  static final String ID = "id";
  static final String TIMESTAMP = "timestamp";
  static final String BODY = "body";
  static final String SIGNATURE = "signature";
  static final String SIGNATURES = "signatures";

  static final Set<String> IN_SIGNED = Set.of(ID, TIMESTAMP, BODY);
  static final Set<String> IN_EACH = Set.of(SIGNATURE);
  static final Set<String> IN_HEADER = Set.of(ID, TIMESTAMP, SIGNATURE, SIGNATURES);

  SignatureScheme {
    headers = List.copyOf(headers);
  }

  /** A header and how its value is put together. */
  record HeaderTemplate(String name, Template value) {
    /** Whether it cannot be sent without a secret. */
    boolean needsSecret() {
      return value.uses(SIGNATURE) || value.uses(SIGNATURES);
    }
  }

  /** How the secret's text becomes the key. */
  enum KeyForm {
    UTF8,
    BASE64
  }

  /** How a signature is written. */
  enum Encoding {
    /** Lower case. */
    HEX,
    /** With padding, standard alphabet. */
    BASE64
  }

  /**
   * The key's bytes.
   *
   * @param secret the UTF-8 bytes of the secret's text, as its owner sees it
   * @throws IllegalArgumentException in words, never with the secret, where no key is in it
   */
  byte[] key(byte[] secret) {
    byte[] prefix = keyPrefix.getBytes(StandardCharsets.UTF_8);
    boolean prefixed =
        secret.length >= prefix.length
            && Arrays.equals(secret, 0, prefix.length, prefix, 0, prefix.length);
    byte[] rest = prefixed ? Arrays.copyOfRange(secret, prefix.length, secret.length) : secret;
    byte[] key = keyForm == KeyForm.UTF8 ? rest : decoded(rest);
    if (key.length == 0) {
      throw new IllegalArgumentException("the secret is empty");
    }
    return key;
  }

  private static byte[] decoded(byte[] text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      // The cause is left out: it quotes a character of the secret.
      throw new IllegalArgumentException("the secret is not base64 after its prefix");
    }
  }
}
