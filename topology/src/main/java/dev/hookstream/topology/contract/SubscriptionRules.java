package dev.hookstream.topology.contract;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What an endpoint under a contract may ask for. Immutable, for any thread.
 *
 * @param httpsOnly whether a URL must be https here whatever the operator allows elsewhere
 * @param knownTypesOnly whether a pattern must be a type of the catalogue or a wildcard that covers
 *     one. So it is wherever there is a catalogue, unless the contract says {@code types: any}: an
 *     event of another type is never accepted, so a subscription to one is a slip of the pen
 * @param namedOnly types that no wildcard reaches, only their own name
 */
public record SubscriptionRules(
    boolean httpsOnly, boolean knownTypesOnly, Set<String> namedOnly, Set<String> known) {

  public SubscriptionRules {
    namedOnly = Set.copyOf(namedOnly);
    known = java.util.Collections.unmodifiableSet(new java.util.LinkedHashSet<>(known));
  }

  /**
   * Holds an endpoint's URL against this contract.
   *
   * @return why the URL is refused, in words; empty where this contract has nothing against it (the
   *     sender's guard may have)
   */
  public Optional<String> checkUrl(String url) {
    return httpsOnly && !url.strip().toLowerCase(Locale.ROOT).startsWith("https://")
        ? Optional.of("must begin with https://")
        : Optional.empty();
  }

  /**
   * Holds one of an endpoint's patterns against this contract.
   *
   * @param pattern a type, a wildcard such as {@code chatbot.*}, or {@code *}
   * @return why it is refused, in words; empty where it may be subscribed to
   */
  public Optional<String> checkPattern(String pattern) {
    boolean wildcard = EventPatterns.isWildcard(pattern);
    if (!wildcard && !EventPatterns.isType(pattern)) {
      return Optional.of(
          "`" + pattern + "` is neither an event type, nor a wildcard such as chatbot.*, nor *");
    }
    if (!knownTypesOnly || OperationalTypes.isReserved(pattern)) {
      return Optional.empty();
    }
    if (!wildcard) {
      return known.contains(pattern)
          ? Optional.empty()
          : Optional.of("there is no event type `" + pattern + "`" + Nearest.hint(pattern, known));
    }
    return known.stream().anyMatch(type -> matches(pattern, type))
        ? Optional.empty()
        : Optional.of("`" + pattern + "` covers no event type" + Nearest.hint(pattern, known));
  }

  /** Whether wildcards may reach a type at all; never one of {@link OperationalTypes}. */
  public boolean wildcardReaches(String type) {
    return !namedOnly.contains(type) && !OperationalTypes.isReserved(type);
  }

  /** Whether a pattern that {@link #checkPattern} allows takes in a type. */
  public boolean matches(String pattern, String type) {
    return pattern.equals(type)
        || (EventPatterns.isWildcard(pattern)
            && wildcardReaches(type)
            && EventPatterns.covers(pattern, type));
  }
}
