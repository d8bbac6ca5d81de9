package dev.hookstream.dispatcher.guarantee;

import dev.hookstream.dispatcher.embedded.BrokerProcess;
import dev.hookstream.dispatcher.embedded.LoopbackPorts;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.TopicNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;

/**
 * Three brokers, each of them a controller too, as processes on loopback: everything in three
 * copies, two of which must have a record before it counts. They are numbered from 1.
 */
final class Brokers implements AutoCloseable {
  static final int COUNT = 3;

  /** Kafka's own, since a cluster that others run has them: what we start alone is quicker. */
  private static final List<String> LIKE_OTHERS =
      List.of(
          "-Dhookstream.broker.set.broker.session.timeout.ms="
              + Integer.getInteger("cluster.session.ms", 9_000),
          "-Dhookstream.broker.set.broker.heartbeat.interval.ms=2000");

  private static final long IN_SYNC_WITHIN_SECONDS = 120;

  private final Path folder;
  private final List<Path> data;
  private final List<Integer> ports = ports();
  private final String voters;
  private final String clusterId = Uuid.randomUuid().toString();
  private final BrokerProcess[] processes = new BrokerProcess[COUNT];
  private final KafkaSettings kafka;
  private int starts;

  /**
   * Starts all, and returns when they take requests.
   *
   * @param folder for their logs
   * @param data a folder for each
   * @param partitions of each topic that is made later
   */
  Brokers(Path folder, List<Path> data, int partitions) {
    this.folder = folder;
    this.data = List.copyOf(data);
    List<Integer> controllers = ports();
    voters =
        IntStream.rangeClosed(1, COUNT)
            .mapToObj(id -> id + "@127.0.0.1:" + controllers.get(id - 1))
            .collect(Collectors.joining(","));
    String servers =
        ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    kafka =
        new KafkaSettings(
            Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers),
            TopicNames.DEFAULT,
            partitions,
            (short) COUNT);
    // All before any is waited for: none is ready before two of them can elect a controller.
    for (int id = 1; id <= COUNT; id++) {
      launch(id);
    }
    for (BrokerProcess process : processes) {
      process.awaitReady();
    }
  }

  private static List<Integer> ports() {
    return IntStream.range(0, COUNT).mapToObj(i -> LoopbackPorts.free()).toList();
  }

  private void launch(int id) {
    List<String> options = new ArrayList<>(LIKE_OTHERS);
    options.add("-Dhookstream.broker.node=" + id);
    options.add("-Dhookstream.broker.voters=" + voters);
    options.add("-Dhookstream.broker.cluster=" + clusterId);
    Path log = folder.resolve("broker-" + id + "-" + starts++ + ".log");
    processes[id - 1] = BrokerProcess.launch(data.get(id - 1), ports.get(id - 1), log, options);
  }

  /** How to reach all of them. */
  KafkaSettings kafka() {
    return kafka;
  }

  /** kill -9; returns when it is gone. */
  void kill(int id) {
    processes[id - 1].killNow();
  }

  /** In order: it hands over what it leads first. */
  void stop(int id) {
    processes[id - 1].close();
  }

  /** Starts it again, and returns when it takes requests. */
  void start(int id) {
    launch(id);
    processes[id - 1].awaitReady();
  }

  ProcessHandle process(int id) {
    return processes[id - 1].handle();
  }

  /** Which of them is the active controller. */
  int controller() {
    try (Admin admin = admin()) {
      return get(admin.describeMetadataQuorum().quorumInfo()).leaderId();
    }
  }

  /** Which of them leads a partition. */
  int leader(String topic, int partition) {
    try (Admin admin = admin()) {
      return get(admin.describeTopics(Set.of(topic)).allTopicNames())
          .get(topic)
          .partitions()
          .get(partition)
          .leader()
          .id();
    }
  }

  /** Returns when every partition has all of its copies, and throws where that takes too long. */
  void awaitInSync() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(IN_SYNC_WITHIN_SECONDS);
    try (Admin admin = admin()) {
      while (!behind(admin).isEmpty()) {
        if (System.nanoTime() - end > 0) {
          throw new AssertionError("copies stay behind: " + behind(admin));
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      }
    }
  }

  private static List<String> behind(Admin admin) {
    Set<String> topics = get(admin.listTopics().names());
    List<String> behind = new ArrayList<>();
    for (TopicDescription topic : get(admin.describeTopics(topics).allTopicNames()).values()) {
      for (TopicPartitionInfo partition : topic.partitions()) {
        if (partition.isr().size() < partition.replicas().size()) {
          behind.add(topic.name() + "-" + partition.partition());
        }
      }
    }
    return behind;
  }

  private Admin admin() {
    return Admin.create(kafka.admin("cluster-test"));
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }

  @Override
  public void close() {
    for (BrokerProcess process : processes) {
      process.killNow();
    }
  }
}
