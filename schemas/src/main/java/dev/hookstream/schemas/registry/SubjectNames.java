package dev.hookstream.schemas.registry;

import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;

/** Under which subject the schema of a topic's values is registered: Confluent's three ways. */
enum SubjectNames {
  TOPIC_NAME,
  RECORD_NAME,
  TOPIC_RECORD_NAME;

  private static final String CONFLUENTS = "io.confluent.kafka.serializers.subject.";

  /** From the setting's value: Confluent's class name, with or without its package. */
  static SubjectNames named(String className) {
    String plain =
        className.startsWith(CONFLUENTS) ? className.substring(CONFLUENTS.length()) : className;
    return switch (plain) {
      case "TopicNameStrategy" -> TOPIC_NAME;
      case "RecordNameStrategy" -> RECORD_NAME;
      case "TopicRecordNameStrategy" -> TOPIC_RECORD_NAME;
      default ->
          throw new ConfigException(
              RegistrySettings.SUBJECT_STRATEGY
                  + " is "
                  + className
                  + ", and our serde knows TopicNameStrategy, RecordNameStrategy and"
                  + " TopicRecordNameStrategy; for another, name Confluent's serializer class");
    };
  }

  String of(String topic, Schema schema) {
    return switch (this) {
      case TOPIC_NAME -> topic + "-value";
      case RECORD_NAME -> schema.getFullName();
      case TOPIC_RECORD_NAME -> topic + "-" + schema.getFullName();
    };
  }
}
