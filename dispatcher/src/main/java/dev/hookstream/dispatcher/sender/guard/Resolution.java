package dev.hookstream.dispatcher.sender.guard;

import java.net.InetAddress;
import java.util.List;

/** What came of resolving a name and checking each of its addresses. */
public sealed interface Resolution {

  /**
   * All of them may be connected to.
   *
   * @param addresses at least one, in the order to try them
   */
  record Checked(List<InetAddress> addresses) implements Resolution {
    /** Copies the list. */
    public Checked {
      addresses = List.copyOf(addresses);
    }
  }

  /** At least one address is forbidden, so the name is. */
  record Forbidden(String reason) implements Resolution {}

  /** The name has no address, or nobody could say. */
  record Unresolved(String reason) implements Resolution {}
}
