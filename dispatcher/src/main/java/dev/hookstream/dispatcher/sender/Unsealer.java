package dev.hookstream.dispatcher.sender;

/** Opens header values that are sealed under the installation's keyset. Thread-safe. */
@FunctionalInterface
public interface Unsealer {
  /**
   * Opens one value.
   *
   * @param sealed base64 of the sealed value
   * @param context what it is bound to: the endpoint's id
   * @return the value in clear; never logged, never kept
   * @throws RuntimeException where the keyset does not open it
   */
  String open(String sealed, String context);
}
