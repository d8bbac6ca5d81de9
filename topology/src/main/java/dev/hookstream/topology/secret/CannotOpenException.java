package dev.hookstream.topology.secret;

/** A sealed secret that this installation's keyset does not open. */
public final class CannotOpenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CannotOpenException(String context, Throwable cause) {
    super(
        "cannot open the secret of "
            + context
            + ": it was sealed under a key that is not in this installation's keyset, or for"
            + " something else. Put the keyset back that was in use when it was sealed (keep old"
            + " keys in it when you rotate), or give the endpoint a new secret",
        cause);
  }
}
