package dev.hookstream.topology.contract;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a contract signs, for who has to verify: as it stands in the contract's file (see
 * docs/contracts.md). The algorithm is HMAC-SHA256.
 *
 * @param signed a template of {@code {id}}, {@code {timestamp}} (Unix seconds) and {@code {body}}
 * @param key how the secret's text becomes the key: {@code utf8} or {@code base64}
 * @param keyPrefix stripped from the secret before that; may be empty
 * @param encoding {@code hex} or {@code base64}
 * @param each how one signature is written inside {@code {signatures}}
 * @param separator between several of them; empty where a header holds one alone
 * @param headers what is sent
 */
public record SigningRecipe(
    String signed,
    String key,
    String keyPrefix,
    String encoding,
    String each,
    Optional<String> separator,
    List<SentHeader> headers) {
  /** Copies the headers. */
  public SigningRecipe {
    headers = List.copyOf(headers);
  }

  /** A header and the template of its value. */
  public record SentHeader(String name, String value) {}

  static SigningRecipe of(SignatureScheme scheme) {
    return new SigningRecipe(
        scheme.signed().text(),
        scheme.keyForm().name().toLowerCase(Locale.ROOT),
        scheme.keyPrefix(),
        scheme.encoding().name().toLowerCase(Locale.ROOT),
        scheme.each().text(),
        scheme.separator(),
        scheme.headers().stream()
            .map(header -> new SentHeader(header.name(), header.value().text()))
            .toList());
  }
}
