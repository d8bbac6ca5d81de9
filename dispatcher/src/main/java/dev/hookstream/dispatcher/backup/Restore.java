package dev.hookstream.dispatcher.backup;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.ApiKey;
import dev.hookstream.schemas.Change;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.PutAlertSettings;
import dev.hookstream.schemas.RestoreEndpoint;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.UseContract;
import dev.hookstream.schemas.serde.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
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
   * @param workspaces of which settings or contracts were put back
   * @param there what was there before, and stayed
   * @param gone what was deleted there since the backup, and stays so; only with a merge
   * @param deletionsKnown false where the audit there does not reach back to the backup's time
   */
  public record Done(
      int keys, int workspaces, int endpoints, Kept there, Kept gone, boolean deletionsKnown) {}

  /** How many of a backup's were left as they are there; alert settings are one a workspace. */
  public record Kept(int keys, int endpoints, int alerts) {
    /** Whether there were none. */
    public boolean isNothing() {
      return keys + endpoints + alerts == 0;
    }
  }

  /**
   * Puts back what is missing, and returns when it is applied.
   *
   * @param merge whether the installation may have keys and endpoints already: then what was
   *     deleted there since the backup stays deleted
   * @param patience how long an instance may take to apply what waits, and then this
   * @throws BackupException where it is refused, and nothing was written; or where nothing was
   *     applied in time
   * @throws KafkaException where Kafka refuses
   */
  public Done run(Backup backup, boolean merge, Duration patience) throws InterruptedException {
    check.usable(backup);
    try (Admin admin = Admin.create(kafka.admin("restore"))) {
      RestoreTarget place = new RestoreTarget(kafka, admin);
      place.requireTopics();
      if (merge && !isAppliedWithin(patience, place, place.ends())) {
        // What it does is not known yet, and would be undone: a deletion, say.
        throw new BackupException(place.nothingApplied());
      }
      Contents.Latest<ApiKey> keysThere = target.keys();
      Map<String, Endpoint> endpointsThere = target.endpoints();
      if (!merge) {
        place.requireEmpty(keysThere.there().size(), endpointsThere.size());
      }
      Instant since = merge ? backup.deletionsSince() : Instant.MAX;
      Deletions deleted = merge ? Deletions.since(since, kafka) : Deletions.NONE;
      Additions additions =
          Additions.of(backup, keysThere, endpointsThere, target.workspaces(), since, deleted);
      Map<TopicPartition, Long> written = write(additions);
      if (!isAppliedWithin(patience, place, written)) {
        throw new BackupException(
            "everything is written, but no instance has applied it within "
                + patience.toSeconds()
                + " s. Start one: it applies it. Then `restore --merge` with the same file checks"
                + " that all is there, and changes nothing twice");
      }
      requireThere(additions.endpoints());
      return new Done(
          additions.keys().size(),
          additions.workspaces(),
          additions.endpoints().size(),
          additions.there(),
          additions.gone(),
          deleted.known());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    }
  }

  /** Returns behind which offset of {@code changes} all is applied. */
  private Map<TopicPartition, Long> write(Additions additions)
      throws ExecutionException, InterruptedException {
    long now = System.currentTimeMillis();
    List<Change> changes = new ArrayList<>();
    additions
        .contracts()
        .forEach(
            (workspace, contracts) ->
                contracts.forEach(
                    contract -> changes.add(change(workspace, new UseContract(contract), now))));
    additions
        .alerts()
        .forEach(
            (workspace, alerts) ->
                changes.add(change(workspace, new PutAlertSettings(alerts), now)));
    for (Endpoint endpoint : additions.endpoints()) {
      changes.add(change(endpoint.getWorkspaceId(), new RestoreEndpoint(endpoint), now));
    }
    Map<TopicPartition, Long> behind = new TreeMap<>(RestoreTarget.ORDER);
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("restore"))) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      additions.keys().forEach((hash, key) -> sent.add(send(producer, Topic.API_KEYS, hash, key)));
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
  private static boolean isAppliedWithin(
      Duration patience, RestoreTarget place, Map<TopicPartition, Long> behind)
      throws ExecutionException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!place.isApplied(behind)) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return true;
  }

  private void requireThere(List<Endpoint> endpoints) {
    Map<String, Endpoint> there = target.endpoints();
    List<String> missing =
        endpoints.stream()
            .filter(endpoint -> !there.containsKey(Additions.keyOf(endpoint)))
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
