package dev.hookstream.dispatcher.sender.guard;

import java.net.URI;

/** What the guard says of a URL. */
public sealed interface Verdict {

  /** Nothing in the URL itself forbids it; its addresses are checked at each connection. */
  record Allowed(Target target) implements Verdict {
    /** The URL in its normal form. */
    public URI uri() {
      return target.uri();
    }
  }

  /**
   * No delivery may go there.
   *
   * @param reason a sentence for the person who gave the URL
   */
  record Refused(String reason) implements Verdict {}
}
