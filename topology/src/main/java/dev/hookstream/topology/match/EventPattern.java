package dev.hookstream.topology.match;

import java.util.regex.Pattern;

/** What an endpoint subscribes to: one type, everything below a prefix, or everything. */
public sealed interface EventPattern {
  /** Whether events of this type are meant, before any rule of a contract is asked. */
  boolean matches(String type);

  /** Whether the type is named, and not merely covered. */
  boolean named();

  /** A single type, such as {@code chatbot.csat.received}. */
  record Exact(String type) implements EventPattern {
    @Override
    public boolean matches(String candidate) {
      return type.equals(candidate);
    }

    @Override
    public boolean named() {
      return true;
    }
  }

  /**
   * Everything below a prefix, at any depth: {@code chatbot.*} is {@code chatbot.csat.received} and
   * {@code chatbot.opened}, but not {@code chatbot} itself.
   *
   * @param prefix with its closing dot
   */
  record Below(String prefix) implements EventPattern {
    @Override
    public boolean matches(String candidate) {
      return candidate.length() > prefix.length() && candidate.startsWith(prefix);
    }

    @Override
    public boolean named() {
      return false;
    }
  }

  /** {@code *}. */
  record Everything() implements EventPattern {
    @Override
    public boolean matches(String candidate) {
      return true;
    }

    @Override
    public boolean named() {
      return false;
    }
  }

  /**
   * The form of an exact type: words of letters, digits, {@code _} and {@code -}, with dots
   * between.
   */
  Pattern TYPE = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

  /**
   * Reads a pattern as its owner wrote it.
   *
   * @throws IllegalArgumentException with a sentence for the owner, where it is none
   */
  static EventPattern parse(String text) {
    if (text.equals("*")) {
      return new Everything();
    }
    boolean below = text.endsWith(".*");
    String type = below ? text.substring(0, text.length() - 2) : text;
    if (!TYPE.matcher(type).matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not an event pattern: write a type (chatbot.csat.received), a prefix with a"
              + " closing star (chatbot.*), or * for everything");
    }
    return below ? new Below(type + ".") : new Exact(type);
  }
}
