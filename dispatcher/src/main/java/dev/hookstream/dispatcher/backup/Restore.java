package dev.hookstream.dispatcher.backup;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.ApiKey;
import dev.hookstream.schemas.Change;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.PutAlertSettings;
import dev.hookstream.schemas.RestoreEndpoint;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.UseContract;
import dev.hookstream.schemas.Workspace;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.settings.SettingsKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Puts a backup back: keys onto their topic, settings as changes, which the tasks that own the
 * workspaces apply as they apply any other. What is there already stays as it is. Blocks.
 */
public final class Restore {
  private static final String BY = "restore";
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaSettings kafka;
  private final Contents target;
  private final RestoreCheck check;

  /** Opens nothing yet. */
  public Restore(KafkaSettings kafka, RestoreCheck check) {
    this.kafka = kafka;
    this.target = new Contents(kafka);
    this.check = check;
  }

  /**
   * What was done.
   *
   * @param keysThere keys that were there before, and stayed
   * @param endpointsThere the same of endpoints
   */
  public record Done(int keys, int keysThere, int workspaces, int endpoints, int endpointsThere) {}

  /**
   * Puts back what is missing, and returns when it is applied.
   *
   * @param merge whether the installation may have keys and endpoints already
   * @param patience how long an instance may take to apply it
   * @throws BackupException where it is refused, and nothing was written; or where nothing was
   *     applied in time
   * @throws KafkaException where Kafka refuses
   */
  public Done run(Backup backup, boolean merge, Duration patience) throws InterruptedException {
    check.usable(backup);
    try (Admin admin = Admin.create(kafka.admin("restore"))) {
      RestoreTarget place = new RestoreTarget(kafka, admin);
      place.requireTopics();
      Map<String, ApiKey> keysThere = target.keys();
      Map<String, Endpoint> endpointsThere = target.endpoints();
      if (!merge) {
        place.requireEmpty(keysThere.size(), endpointsThere.size());
      }
      Map<String, ApiKey> keys = new TreeMap<>(backup.keys());
      keys.keySet().removeAll(keysThere.keySet());
      List<Endpoint> endpoints =
          backup.endpoints().stream().filter(e -> !endpointsThere.containsKey(keyOf(e))).toList();
      Map<TopicPartition, Long> written = write(keys, backup.workspaces(), endpoints);
      awaitApplied(place, written, patience);
      requireThere(endpoints);
      return new Done(
          keys.size(),
          backup.keys().size() - keys.size(),
          backup.workspaces().size(),
          endpoints.size(),
          backup.endpoints().size() - endpoints.size());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    }
  }

  private static String keyOf(Endpoint endpoint) {
    return SettingsKeys.endpoint(endpoint.getWorkspaceId(), endpoint.getId());
  }

  /** Returns behind which offset of {@code changes} all is applied. */
  private Map<TopicPartition, Long> write(
      Map<String, ApiKey> keys, Map<String, Workspace> workspaces, List<Endpoint> endpoints)
      throws ExecutionException, InterruptedException {
    long now = System.currentTimeMillis();
    List<Change> changes = new ArrayList<>();
    workspaces.forEach(
        (workspace, known) -> {
          for (String contract : known.getContracts()) {
            changes.add(change(workspace, new UseContract(contract), now));
          }
          AlertSettings alerts = known.getAlerts();
          if (alerts != null) {
            changes.add(change(workspace, new PutAlertSettings(alerts), now));
          }
        });
    for (Endpoint endpoint : endpoints) {
      changes.add(change(endpoint.getWorkspaceId(), new RestoreEndpoint(endpoint), now));
    }
    Map<TopicPartition, Long> behind = new TreeMap<>(RestoreTarget.ORDER);
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("restore"))) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      keys.forEach((hash, key) -> sent.add(send(producer, Topic.API_KEYS, hash, key)));
      changes.forEach(
          change -> sent.add(send(producer, Topic.CHANGES, change.getWorkspaceId(), change)));
      for (Future<RecordMetadata> one : sent) {
        RecordMetadata at = one.get();
        if (at.topic().equals(kafka.topic(Topic.CHANGES))) {
          behind.merge(new TopicPartition(at.topic(), at.partition()), at.offset() + 1, Math::max);
        }
      }
    }
    return behind;
  }

  private static Change change(String workspace, Object action, long now) {
    return new Change("chg_" + UlidCreator.getUlid(now), workspace, now, BY, action);
  }

  @SuppressWarnings("unchecked") // a record's class is its own
  private <T extends SpecificRecordBase> Future<RecordMetadata> send(
      Producer<byte[], byte[]> producer, Topic topic, String key, T value) {
    byte[] encoded = AvroCodec.of((Class<T>) value.getClass()).encode(value);
    return producer.send(
        new ProducerRecord<>(kafka.topic(topic), key.getBytes(StandardCharsets.UTF_8), encoded));
  }

  /** A task commits how far it has read with what it has made of it. */
  private void awaitApplied(
      RestoreTarget place, Map<TopicPartition, Long> written, Duration patience)
      throws ExecutionException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!place.isApplied(written)) {
      if (System.nanoTime() > end) {
        throw new BackupException(
            "everything is written, but no instance has applied it within "
                + patience.toSeconds()
                + " s. Start one: it applies it. Then `restore --merge` with the same file checks"
                + " that all is there, and changes nothing twice");
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private void requireThere(List<Endpoint> endpoints) {
    Map<String, Endpoint> there = target.endpoints();
    List<String> missing =
        endpoints.stream()
            .filter(endpoint -> !there.containsKey(keyOf(endpoint)))
            .map(Endpoint::getId)
            .toList();
    if (!missing.isEmpty()) {
      throw new BackupException(
          missing.size()
              + " webhooks were refused by the instance that owns their workspace, "
              + missing.get(0)
              + " among them: does it have the contracts of this command's settings?");
    }
  }
}
