package dev.hookstream.schemas;

/**
 * What the topics are called in one installation.
 *
 * @param prefix put before every name but that of {@code events}, for example {@code hooks.}; may
 *     be empty
 * @param events the topic that upstream services produce to, under its own name; may be one that
 *     existed before
 */
public record TopicNames(String prefix, String events) {
  /** No prefix, and {@code events}. */
  public static final TopicNames DEFAULT = new TopicNames("", Topic.EVENTS.plainName());

  /** The name of a topic in this installation. */
  public String of(Topic topic) {
    return topic == Topic.EVENTS ? events : prefix + topic.plainName();
  }
}
