package dev.hookstream.dispatcher.backup;

import dev.hookstream.dispatcher.backup.Backup.Origin;
import dev.hookstream.dispatcher.backup.Backup.Place;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Topic;
import dev.hookstream.topology.secret.Keyring;
import dev.hookstream.topology.settings.SettingsKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Takes a backup from Kafka, whether instances run or not. Blocks. */
public final class TakeBackup {
  private static final Duration ONE_RECORD = Duration.ofSeconds(10);

  private final KafkaSettings kafka;
  private final String version;

  /**
   * Opens nothing yet.
   *
   * @param version of this program
   */
  public TakeBackup(KafkaSettings kafka, String version) {
    this.kafka = kafka;
    this.version = version;
  }

  /**
   * What there is now. What is changed meanwhile is in it, or not.
   *
   * @throws BackupException where there is no installation here
   * @throws KafkaException where Kafka refuses
   */
  public Backup take() throws InterruptedException {
    Instant now = Instant.now();
    Contents contents = new Contents(kafka);
    try (Admin admin = Admin.create(kafka.admin("backup"))) {
      String settings = kafka.changelog(SettingsKeys.ENDPOINTS);
      if (!admin.listTopics().names().get().contains(settings)) {
        throw new BackupException(
            "there is no installation to back up: this cluster has no topic "
                + settings
                + " (is kafka.topic_prefix the right one?)");
      }
      List<Place> places = places(admin, now);
      List<Endpoint> endpoints = new ArrayList<>(contents.endpoints().values());
      endpoints.sort(Comparator.comparing(Endpoint::getWorkspaceId).thenComparing(Endpoint::getId));
      Origin origin =
          new Origin(
              version,
              now,
              admin.describeCluster().clusterId().get(),
              kafka.names().prefix(),
              keyIds(endpoints));
      return new Backup(origin, contents.keys().there(), contents.workspaces(), endpoints, places);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    }
  }

  private static Set<String> keyIds(List<Endpoint> endpoints) {
    Set<String> ids = new TreeSet<>();
    for (Endpoint endpoint : endpoints) {
      Sealed.in(endpoint).forEach(one -> ids.add(Keyring.keyIdOf(one)));
    }
    return ids;
  }

  private List<Place> places(Admin admin, Instant now)
      throws ExecutionException, InterruptedException {
    String group = kafka.group("dispatch");
    String events = kafka.topic(Topic.EVENTS);
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    List<TopicPartition> partitions =
        committed.keySet().stream()
            .filter(place -> place.topic().equals(events))
            .sorted(Comparator.comparingInt(TopicPartition::partition))
            .toList();
    List<Place> places = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.reader("backup"))) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      for (TopicPartition partition : partitions) {
        OffsetAndMetadata place = committed.get(partition);
        if (place == null) {
          continue; // it has been taken from the group meanwhile
        }
        long waiting = Math.max(0, ends.getOrDefault(partition, 0L) - place.offset());
        Instant resumeAt = waiting == 0 ? now : timeAt(consumer, partition, place.offset(), now);
        places.add(
            new Place(group, events, partition.partition(), place.offset(), waiting, resumeAt));
      }
    }
    return places;
  }

  /** The time of the first record from an offset on; where there is none, now. */
  private static Instant timeAt(
      Consumer<byte[], byte[]> consumer, TopicPartition partition, long offset, Instant now) {
    consumer.assign(List.of(partition));
    consumer.seek(partition, offset);
    long end = System.nanoTime() + ONE_RECORD.toNanos();
    while (System.nanoTime() < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
        return Instant.ofEpochMilli(record.timestamp());
      }
      if (consumer.position(partition)
          >= consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L)) {
        return now; // nothing but marks of transactions
      }
    }
    throw new BackupException("Kafka does not give the record at " + partition + ":" + offset);
  }
}
