package dev.hookstream.dispatcher.kafka;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What Kafka says of groups and topics. Confined to one thread; blocks. */
interface LagSource extends AutoCloseable {
  /**
   * A moment's offsets.
   *
   * @param committed by group, without the prefix; where a group has committed nothing, the first
   *     offset there is, if that is what it would begin with
   * @param ends of every partition of every topic of ours
   */
  record Offsets(Map<String, Map<TopicPartition, Long>> committed, Map<TopicPartition, Long> ends) {
    /** Copies them. */
    public Offsets {
      committed = Map.copyOf(committed);
      ends = Map.copyOf(ends);
    }
  }

  /**
   * Asks.
   *
   * @throws org.apache.kafka.common.KafkaException where Kafka does not answer in time
   */
  Offsets offsets();

  /**
   * The times of the first records from these offsets on.
   *
   * @param ends up to where to look
   * @return in milliseconds since 1970; -1 where nothing but Kafka's own markers lies there; what
   *     could not be found out in time is missing
   */
  Map<TopicPartition, Long> firstTimes(
      Map<TopicPartition, Long> from, Map<TopicPartition, Long> ends);

  /** Closes what it has open to Kafka. */
  @Override
  void close();
}
