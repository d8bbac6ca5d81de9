package dev.hookstream.dispatcher.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.embedded.BrokerProcess;
import dev.hookstream.dispatcher.embedded.LoopbackPorts;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.TopicNames;
import dev.hookstream.topology.secret.Keyring;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a killed instance that has no standby takes to have its state back. By command only: it
 * measures, and judges no time. See docs/operate/failover.md.
 */
@EnabledIfSystemProperty(named = "restore.mb", matches = "\\d+")
class RestoreTimeTest {
  private static final int BODY_BYTES = 8 * 1024;
  private static final int PARTITIONS = 4;
  private static final long MIB = 1L << 20;

  @TempDir Path folder;
  private final Api api = new Api();

  @Test
  void afterAKill() throws Exception {
    try (BrokerProcess broker =
        BrokerProcess.start(folder.resolve("kafka"), 0, folder.resolve("kafka.log"))) {
      KafkaSettings kafka =
          new KafkaSettings(
              Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
              TopicNames.DEFAULT,
              PARTITIONS,
              (short) 1);
      new TopicAdmin(kafka).create();
      Instance instance =
          new Instance(folder.resolve("one"), broker.bootstrapServers(), Keyring.generateJson());
      try {
        instance.start();
        api.awaitReady(instance);
        int events = (int) (Long.getLong("restore.mb") * MIB / BODY_BYTES);
        fill(kafka, instance, events);
        measure(kafka, instance, Integer.getInteger("restore.times", 3));
      } finally {
        instance.killNow();
      }
    }
  }

  /** Nobody listens at the endpoints, so all of it waits in the lanes. */
  private void fill(KafkaSettings kafka, Instance instance, int events) throws Exception {
    String nowhere = "http://127.0.0.1:" + LoopbackPorts.free();
    for (int w = 0; w < Plan.WORKSPACES; w++) {
      String workspace = Plan.workspace(w);
      Plan.Target target =
          new Plan.Target(
              "/" + workspace + "/parallel/0", workspace, Ordering.PARALLEL, List.of("order.t0"));
      api.subscribe(instance, target, Plan.WINDOW, nowhere + target.path());
    }
    Random random = new Random(1);
    byte[] noise = new byte[BODY_BYTES / 2];
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("restore"))) {
      for (int number = 0; number < events; number++) {
        random.nextBytes(noise);
        String workspace = Plan.workspace(number % Plan.WORKSPACES);
        String json =
            """
            {"id":"evt_%d","type":"order.t0","workspace_id":"%s","data":{"noise":"%s"}}\
            """
                .formatted(number, workspace, HexFormat.of().formatHex(noise));
        var unused =
            producer.send(
                new ProducerRecord<>(
                    kafka.topic(Topic.EVENTS),
                    workspace.getBytes(StandardCharsets.UTF_8),
                    json.getBytes(StandardCharsets.UTF_8)));
      }
    }
    // What is on its way through retries comes and goes.
    long enough = events - events / 20L - 2_000;
    while (api.metric(instance, "hookstream_lanes_backlog") < enough) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
    }
  }

  private void measure(KafkaSettings kafka, Instance instance, int times) throws Exception {
    double gigabytes = changelogs(kafka) / (double) (1L << 30);
    for (int time = 0; time < times; time++) {
      instance.stop();
      double kept = secondsToReady(instance);
      instance.killNow();
      // The broker holds the dead one's membership for its session, which is not what is measured.
      ClusterRun.pass(KafkaSettings.SESSION_TIMEOUT_MILLIS + 1_000L);
      double restored = secondsToReady(instance);
      say(
          "%.2f GiB of changelogs: ready %.1f s after a start with its state, %.1f s after a kill:"
              + " %.0f s for each GiB",
          gigabytes, kept, restored, Math.max(0, restored - kept) / gigabytes);
      assertThat(api.metric(instance, "hookstream_lanes_backlog")).isPositive();
    }
  }

  private double secondsToReady(Instance instance) throws Exception {
    long began = System.nanoTime();
    instance.start();
    api.awaitReady(instance, 1_800);
    return (System.nanoTime() - began) / 1e9;
  }

  private static long changelogs(KafkaSettings kafka) throws Exception {
    try (Admin admin = Admin.create(kafka.admin("restore"))) {
      return admin.describeLogDirs(List.of(1)).allDescriptions().get().get(1).values().stream()
          .flatMap(folder -> folder.replicaInfos().entrySet().stream())
          .filter(entry -> entry.getKey().topic().startsWith("hookstream-dispatch-"))
          .mapToLong(entry -> entry.getValue().size())
          .sum();
    }
  }

  @SuppressWarnings("SystemOut") // what it is for
  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
