package dev.hookstream.dispatcher.replay;

import dev.hookstream.schemas.ReplayCancel;
import dev.hookstream.schemas.ReplayEntry;
import dev.hookstream.schemas.ReplayJob;
import dev.hookstream.schemas.ReplayProgress;
import dev.hookstream.schemas.serde.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records of the topic of replays. Each kind of content has a key of its own, since each has a
 * writer of its own: who asks writes the job and its cancelling, who runs it the progress.
 */
final class ReplayKeys {
  private static final List<Class<?>> KINDS =
      List.of(ReplayJob.class, ReplayProgress.class, ReplayCancel.class);
  private static final AvroCodec<ReplayEntry> ENTRIES = AvroCodec.of(ReplayEntry.class);

  private ReplayKeys() {}

  static ProducerRecord<byte[], byte[]> record(
      String topic, int partition, String workspace, String id, SpecificRecordBase content) {
    ReplayEntry entry = new ReplayEntry(id, workspace, content);
    return new ProducerRecord<>(
        topic, partition, key(id, content.getClass()), ENTRIES.encode(entry));
  }

  /** What makes a replay forgotten. */
  @SuppressWarnings("NullAway") // A tombstone's value is null.
  static List<ProducerRecord<byte[], byte[]>> tombstones(String topic, int partition, String id) {
    return KINDS.stream()
        .map(kind -> new ProducerRecord<byte[], byte[]>(topic, partition, key(id, kind), null))
        .toList();
  }

  static String idOf(String key) {
    return key.substring(0, Math.max(0, key.indexOf('/')));
  }

  private static byte[] key(String id, Class<?> kind) {
    return (id + '/' + kind.getSimpleName()).getBytes(StandardCharsets.UTF_8);
  }
}
