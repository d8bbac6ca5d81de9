package dev.hookstream.dispatcher.replay;

import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.ReplayView;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Replay;
import dev.hookstream.schemas.ReplayProgress;
import dev.hookstream.schemas.ReplayState;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replays of one partition while this instance runs them. Its producer's transactional id is
 * the partition's: opening it shuts out whoever ran them before, and after that the topic shows how
 * far they are. Requests and progress are one transaction, so a kill repeats and loses none.
 *
 * <p>Confined to the runner's thread. After an exception it is of no more use.
 */
final class OwnedPartition implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OwnedPartition.class);
  private static final AvroCodec<Replay> REPLAYS = AvroCodec.of(Replay.class);
  private static final int AT_ONCE = 4;
  private static final long KEPT_MS = Duration.ofDays(30).toMillis();

  private final int partition;
  private final KafkaSettings kafka;
  private final ReplayTable table;
  private final ReplayWorld world;
  private final ReplayMetrics metrics;
  private final Producer<byte[], byte[]> producer;
  private final long knownFrom;
  private final Map<String, ReplayRun> runs = new LinkedHashMap<>();
  private final Map<String, Long> scanned = new HashMap<>();

  /** Shuts the one before out. Blocks while Kafka does so. */
  OwnedPartition(
      int partition,
      KafkaSettings kafka,
      ReplayTable table,
      ReplayWorld world,
      ReplayMetrics metrics,
      Producer<byte[], byte[]> producer) {
    this.partition = partition;
    this.kafka = kafka;
    this.table = table;
    this.world = world;
    this.metrics = metrics;
    this.producer = producer;
    producer.initTransactions();
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      knownFrom =
          PartitionScan.endOf(
              consumer, new TopicPartition(kafka.topic(Topic.REPLAY_JOBS), partition));
    }
  }

  private Consumer<byte[], byte[]> consumer() {
    Map<String, Object> properties = kafka.reader("replay-" + partition);
    properties.put("max.partition.fetch.bytes", 256 * 1024);
    return new KafkaConsumer<>(properties);
  }

  /** Does a piece of each replay's work; answers whether there was any. */
  boolean turn(long now) {
    if (!table.hasRead(partition, knownFrom)) {
      return false;
    }
    List<ReplayView> open = table.of(partition, replay -> !replay.ended());
    int reading = 0;
    for (ReplayView replay : open) {
      // Those that only wait for results, or are to end, cost nothing; the others wait their turn.
      if (!reads(replay) || reading++ < AT_ONCE) {
        runs.computeIfAbsent(
            replay.id(),
            id -> new ReplayRun(replay, partition, world, this::consumer, kafka::topic));
      }
    }
    boolean worked = false;
    for (ReplayView replay : open) {
      ReplayRun run = runs.get(replay.id());
      ReplayRun.Step step = run == null ? null : step(replay, run, now);
      if (step != null) {
        write(replay, step);
        worked |= !step.requests().isEmpty();
      }
    }
    runs.keySet().removeIf(id -> table.find(id).map(ReplayView::ended).orElse(true));
    scanned.keySet().retainAll(runs.keySet());
    forgetOld(now);
    return worked;
  }

  /** What nobody foresaw is one job's end, and not a circle that all others wait for. */
  private ReplayRun.@Nullable Step step(ReplayView replay, ReplayRun run, long now) {
    try {
      return run.step(replay.cancelled(), now);
    } catch (KafkaException | NotReadyException e) {
      throw e;
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("workspace_id", replay.workspace())
          .addKeyValue("replay_id", replay.id())
          .setCause(e)
          .log("A replay cannot go on and is ended");
      return run.failed("it cannot go on: " + e, now);
    }
  }

  private static boolean reads(ReplayView replay) {
    ReplayProgress progress = replay.progress();
    return !replay.cancelled() && (progress == null || progress.getState() == ReplayState.RUNNING);
  }

  private void write(ReplayView replay, ReplayRun.Step step) {
    byte[] key = replay.workspace().getBytes(StandardCharsets.UTF_8);
    producer.beginTransaction();
    for (Replay request : step.requests()) {
      send(
          new ProducerRecord<>(
              kafka.topic(Topic.REPLAYS), partition, key, REPLAYS.encode(request)));
    }
    send(
        ReplayKeys.record(
            kafka.topic(Topic.REPLAY_JOBS),
            partition,
            replay.workspace(),
            replay.id(),
            step.progress()));
    producer.commitTransaction();
    count(replay, step);
  }

  private void count(ReplayView replay, ReplayRun.Step step) {
    ReplayProgress before = replay.progress();
    Long counted = scanned.put(replay.id(), step.progress().getScanned());
    long until = counted != null ? counted : before == null ? 0 : before.getScanned();
    metrics.stepped(step.progress().getScanned() - until, step.requests().size());
  }

  private void forgetOld(long now) {
    for (ReplayView old :
        table.of(
            partition, replay -> replay.ended() && replay.job().getCreatedAt() + KEPT_MS < now)) {
      producer.beginTransaction();
      ReplayKeys.tombstones(kafka.topic(Topic.REPLAY_JOBS), partition, old.id())
          .forEach(this::send);
      producer.commitTransaction();
      table.remove(old.id());
    }
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    // A failure comes out of the commit.
    var unused = producer.send(record);
  }

  @Override
  public void close() {
    runs.values().forEach(ReplayRun::close);
    producer.close(Duration.ofSeconds(5));
  }
}
