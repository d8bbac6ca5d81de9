package dev.hookstream.dispatcher.kafka;

/**
 * How a cluster's topics differ from what is needed.
 *
 * @param severity whether we can run with it
 * @param topic its name on the cluster
 * @param text what is wrong, where, and what to do
 */
public record Difference(Severity severity, String topic, String text) {
  /** Whether we can run with it. */
  public enum Severity {
    /** We must not run: something would be lost, or be matched in the wrong place. */
    ERROR,
    /** We can run; an operator should know. */
    WARNING
  }

  @Override
  public String toString() {
    return severity.name().toLowerCase(java.util.Locale.ROOT) + ": " + topic + ": " + text;
  }
}
