package dev.hookstream.topology.match;

import dev.hookstream.schemas.Event;
import dev.hookstream.topology.filter.Filter.Miss;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether an event goes to an endpoint, and why (not), for people. The same questions as matching
 * asks, in its order; the first that is answered with no is the reason.
 *
 * @param why a sentence; may quote the event's data
 * @param pointer where in the endpoint's filter, if that is the reason
 */
public record Reach(Verdict verdict, String why, @Nullable String pointer) {
  /** In short. */
  public enum Verdict {
    DELIVERED,
    /** It matches, and waits, since the endpoint is disabled. */
    HELD,
    /** The endpoint was registered after the event. */
    NOT_YET_THERE,
    /** The event is not for the endpoint's contract. */
    OTHER_CONTRACT,
    OTHER_TYPE,
    FILTERED
  }

  /**
   * What becomes of an event at an endpoint, as the endpoint is set now.
   *
   * @param contracts those that take the event
   * @param content of the event; shared, so that it is parsed once
   * @param acceptedAt when the event was accepted, in ms since 1970
   */
  public static Reach of(
      Target target, Event event, Set<String> contracts, EventContent content, long acceptedAt) {
    String contract = target.contract().name();
    String type = event.getType();
    if (target.endpoint().getCreatedAt() > acceptedAt) {
      return answer(Verdict.NOT_YET_THERE, "the webhook was registered after the event");
    }
    if (!contracts.contains(contract)) {
      String reason =
          event.getProduct() == null
              ? "does not take the event: it knows no such type, or the data breaks its schema"
              : "is not the event's, which is " + event.getProduct();
      return answer(Verdict.OTHER_CONTRACT, "the webhook's contract, " + contract + ", " + reason);
    }
    if (!target.wants(type)) {
      return answer(Verdict.OTHER_TYPE, otherType(target, type));
    }
    Optional<Miss> miss = content.miss(target);
    if (miss.isPresent()) {
      return new Reach(
          Verdict.FILTERED,
          "the webhook's filter does not let it through: " + miss.get().message(),
          miss.get().pointer());
    }
    if (!target.enabled()) {
      return answer(
          Verdict.HELD,
          "it matches, and is held while the webhook is disabled ("
              + Objects.requireNonNullElse(target.endpoint().getDisabledReason(), "no reason given")
              + ")");
    }
    return answer(
        Verdict.DELIVERED,
        "the type matches" + (target.filter() == null ? "" : ", and the filter lets it through"));
  }

  /** Whether a delivery is made. */
  public boolean matches() {
    return verdict == Verdict.DELIVERED || verdict == Verdict.HELD;
  }

  private static Reach answer(Verdict verdict, String why) {
    return new Reach(verdict, why, null);
  }

  private static String otherType(Target target, String type) {
    boolean covered = target.patterns().stream().anyMatch(pattern -> pattern.matches(type));
    return covered
        ? "a webhook gets " + type + " only where it names it: no wildcard reaches that type"
        : "none of the webhook's events covers the type " + type;
  }
}
