package dev.hookstream.dispatcher.kafka;

import dev.hookstream.schemas.Topic;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** How far our groups are behind, as Kafka knows it. For any thread; blocks. */
public final class GroupLags {
  private static final long PATIENCE_SECONDS = 10;

  private final KafkaSettings kafka;

  /** Opens nothing yet: each question opens a client of its own. */
  public GroupLags(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /**
   * What waits for a group on a topic.
   *
   * @param waiting records from the committed offset, or where there is none from the first, to the
   *     end
   */
  public record Lag(String group, String topic, int partitions, long waiting) {}

  /**
   * Of each of these groups, for each topic of ours that it has committed offsets of.
   *
   * @param groups without the prefix, see {@link KafkaSettings#group}
   * @throws KafkaException where Kafka does not answer
   */
  public List<Lag> of(List<String> groups) {
    try (Admin admin = Admin.create(kafka.admin("lag"))) {
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = new LinkedHashMap<>();
      for (String group : groups) {
        committed.put(
            group,
            admin
                .listConsumerGroupOffsets(kafka.group(group))
                .partitionsToOffsetAndMetadata()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
      Map<TopicPartition, Long> ends = ends(admin, committed);
      return committed.entrySet().stream()
          .flatMap(entry -> lags(entry.getKey(), entry.getValue(), ends).stream())
          .toList();
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("Kafka does not say how far the groups are", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  private static Map<TopicPartition, Long> ends(
      Admin admin, Map<String, Map<TopicPartition, OffsetAndMetadata>> committed)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    committed
        .values()
        .forEach(of -> of.keySet().forEach(place -> asked.put(place, OffsetSpec.latest())));
    Map<TopicPartition, ListOffsetsResultInfo> found =
        admin.listOffsets(asked).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return found.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  private List<Lag> lags(
      String group,
      Map<TopicPartition, OffsetAndMetadata> committed,
      Map<TopicPartition, Long> ends) {
    Map<String, Integer> partitions = new HashMap<>();
    Map<String, Long> waiting = new HashMap<>();
    committed.forEach(
        (place, offset) -> {
          long end = ends.getOrDefault(place, offset.offset());
          partitions.merge(place.topic(), 1, Integer::sum);
          waiting.merge(place.topic(), Math.max(0, end - offset.offset()), Long::sum);
        });
    // In the catalogue's order; what is not in it (a repartition topic, say) is of no concern.
    return Arrays.stream(Topic.values())
        .map(kafka::topic)
        .filter(partitions::containsKey)
        .map(
            topic ->
                new Lag(
                    group,
                    topic,
                    partitions.getOrDefault(topic, 0),
                    waiting.getOrDefault(topic, 0L)))
        .toList();
  }
}
