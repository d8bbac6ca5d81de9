package dev.hookstream.dispatcher.replay;

import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.ReplayView;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.WorkLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the replays of the workspaces whose tasks run here, on one thread. The instance that has a
 * partition's task has its settings, its lanes and its counts at hand; when the task moves, the
 * replays move with it and go on where they stood.
 */
final class ReplayRunner implements WorkLoop.Work, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReplayRunner.class);
  private static final long IDLE_MILLIS = 50;

  /** While a job has asked for as many as it may: some of them may leave at any moment. */
  private static final long BUSY_MILLIS = 10;

  private static final long CLOSING_MILLIS = 15_000;
  private static final int MAX_BLOCK_MILLIS = 20_000;
  private static final int TRANSACTION_MILLIS = 15_000;

  private final KafkaSettings kafka;
  private final ReplayTable table;
  private final ReplayWorld world;
  private final ReplayMetrics metrics;
  private final InstantSource clock;
  private final Map<Integer, OwnedPartition> running = new HashMap<>();
  private final WorkLoop loop =
      new WorkLoop(
          "hookstream-replay",
          "Replays stand still for a moment, and then go on",
          CLOSING_MILLIS,
          this);

  ReplayRunner(
      KafkaSettings kafka,
      ReplayTable table,
      ReplayWorld world,
      ReplayMetrics metrics,
      InstantSource clock) {
    this.kafka = kafka;
    this.table = table;
    this.world = world;
    this.metrics = metrics;
    this.clock = clock;
  }

  void start() {
    loop.start();
  }

  @Override
  public long once() {
    Set<Integer> wanted = new HashSet<>(world.owned());
    List<ReplayView> open = new ArrayList<>();
    wanted.removeIf(partition -> !open.addAll(table.of(partition, replay -> !replay.ended())));
    metrics.open(open);
    stopAllBut(wanted);
    boolean worked = false;
    RuntimeException trouble = null;
    for (int partition : wanted) {
      try {
        worked |= turn(partition);
      } catch (RuntimeException e) {
        // The other partitions have their turns all the same.
        if (trouble != null) {
          e.addSuppressed(trouble);
        }
        trouble = e;
      }
    }
    if (trouble != null) {
      throw trouble;
    }
    if (worked) {
      return 0;
    }
    return wanted.isEmpty() ? IDLE_MILLIS : BUSY_MILLIS;
  }

  private boolean turn(int partition) {
    try {
      OwnedPartition owned = running.get(partition);
      if (owned == null) {
        owned = open(partition);
        running.put(partition, owned);
      }
      return owned.turn(clock.millis());
    } catch (NotReadyException e) {
      log.atDebug().addKeyValue("partition", partition).setCause(e).log("Replays wait");
      return false;
    } catch (RuntimeException e) {
      // Shut out by the next owner, say; where it is still ours it is begun again.
      stop(partition);
      throw e;
    }
  }

  private OwnedPartition open(int partition) {
    Map<String, Object> properties = kafka.producer("replay-" + partition);
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, kafka.group("replay-" + partition));
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TRANSACTION_MILLIS);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties);
    try {
      return new OwnedPartition(partition, kafka, table, world, metrics, producer);
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  private void stopAllBut(Set<Integer> wanted) {
    Set.copyOf(running.keySet()).stream().filter(its -> !wanted.contains(its)).forEach(this::stop);
  }

  @Override
  public void end() {
    stopAllBut(Set.of());
  }

  private void stop(int partition) {
    OwnedPartition stopped = running.remove(partition);
    if (stopped != null) {
      stopped.close();
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
