package dev.hookstream.topology.retry;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Header;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.Contract.ReceiverMay;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a receiver asks for in its response, by the header {@code webhook-delivery}, as far as the
 * endpoint's contract allows it: {@code disable}, with whatever status, has the endpoint disabled;
 * {@code abort-message} ends the retries of this one. After Svix's "delivery control".
 */
final class ReceiversSay {
  private static final String HEADER = "webhook-delivery";

  private ReceiversSay() {}

  /**
   * Whether there is such a header at all, which is rare; its contract need not be known for it.
   */
  static boolean saysAnything(Attempt attempt) {
    for (Header header : attempt.getResponseHeaders()) {
      if (header.getName().equalsIgnoreCase(HEADER)) {
        return true;
      }
    }
    return false;
  }

  /** What is asked for; several values may stand in one header, apart by commas. */
  static Set<ReceiverMay> of(Attempt attempt, Contract contract) {
    Set<ReceiverMay> asked = EnumSet.noneOf(ReceiverMay.class);
    if (contract.receiverMay().isEmpty()) {
      return asked;
    }
    for (Header header : attempt.getResponseHeaders()) {
      if (header.getName().equalsIgnoreCase(HEADER)) {
        for (String word : header.getValue().toLowerCase(Locale.ROOT).split(",", -1)) {
          contract.receiverMay().stream()
              .filter(may -> may.word().equals(word.trim()))
              .forEach(asked::add);
        }
      }
    }
    return asked;
  }
}
