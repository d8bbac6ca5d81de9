package dev.hookstream.dispatcher.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.testing.Folders;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * A replay whose instance is killed with -9: nothing is missing, and what comes again is bounded.
 */
class ReplayKillTest {
  private static final String TYPE = "order.replayed";

  /** Of an endpoint that thinks for 0.4 s: what is out when the kill comes. */
  private static final int WINDOW = 100;

  private static final long PATIENCE_MS = 180_000;

  private final Receiver receiver = new Receiver(new Manners(20_260_511));
  private final Api api = new Api();
  private final List<Plan.Target> targets = new ArrayList<>();
  private final Map<Plan.Target, String> replays = new LinkedHashMap<>();
  private Cluster cluster;
  private int each;

  @BeforeEach
  void start(TestInfo test) throws Exception {
    String name = test.getTestMethod().orElseThrow().getName();
    Path folder = Path.of("target", "guarantee", name).toAbsolutePath();
    if (Files.exists(folder)) {
      Folders.delete(folder);
    }
    Files.createDirectories(folder);
    cluster = new Cluster(folder);
    cluster.instance(0).start();
    api.awaitReady(cluster.instance(0));
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
    receiver.close();
  }

  @Test
  void a_replay_goes_on_after_a_kill() throws Exception {
    Instance instance = cluster.instance(0);
    publishBeforeAnybodyListens(List.of("ws_killed"), 3_000);
    replayAll(instance, Map.of());
    awaitVisits(1_000);
    long killed = System.currentTimeMillis();
    instance.killNow();
    assertThat(receiver.visits()).as("or it was not killed midway").hasSizeLessThan(each);
    instance.start();
    api.awaitReady(instance);
    awaitEnd(instance);
    judge(killed);
  }

  @Test
  void replays_go_on_in_another_instance_when_theirs_is_killed() throws Exception {
    Instance first = cluster.instance(0);
    Instance second = cluster.instance(1);
    publishBeforeAnybodyListens(oneEachPartition(), 1_500);
    replayAll(first, Map.of("rate_per_second", 30));
    second.start();
    api.awaitReady(second);
    // By now some of the replays have moved with their partitions, and some have not.
    awaitVisits(receiver.visits().size() + 400);
    long killed = System.currentTimeMillis();
    first.killNow();
    assertThat(receiver.visits()).as("or it was not killed midway").hasSizeLessThan(4 * each);
    awaitEnd(second);
    judge(killed);
  }

  private static List<String> oneEachPartition() {
    Map<Integer, String> found = new LinkedHashMap<>();
    for (int i = 0; found.size() < Cluster.PARTITIONS; i++) {
      byte[] key = ("ws_" + i).getBytes(StandardCharsets.UTF_8);
      found.putIfAbsent(Utils.toPositive(Utils.murmur2(key)) % Cluster.PARTITIONS, "ws_" + i);
    }
    return List.copyOf(found.values());
  }

  /** So that whatever arrives comes from the replay. */
  private void publishBeforeAnybodyListens(List<String> workspaces, int count) {
    each = count;
    var kafka = cluster.kafka();
    try (var producer = new KafkaProducer<byte[], byte[]>(kafka.producer("upstream"))) {
      for (String workspace : workspaces) {
        targets.add(
            new Plan.Target(
                "/" + workspace + "/" + Plan.name(Ordering.PARALLEL),
                workspace,
                Ordering.PARALLEL,
                List.of(TYPE)));
        for (int i = 0; i < count; i++) {
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      kafka.topic(Topic.EVENTS),
                      workspace.getBytes(StandardCharsets.UTF_8),
                      """
                      {"id":"evt_%d","type":"%s","workspace_id":"%s",
                       "occurred_at":"2026-05-11T00:00:00Z","data":{"number":%d}}"""
                          .formatted(i, TYPE, workspace, i)
                          .getBytes(StandardCharsets.UTF_8)));
        }
      }
    }
  }

  private void replayAll(Instance instance, Map<String, ?> more) throws Exception {
    for (Plan.Target target : targets) {
      api.subscribe(instance, target, WINDOW, receiver);
    }
    Map<String, Object> asked = new LinkedHashMap<>(more);
    asked.put("since", "2026-01-01T00:00:00Z");
    asked.put("status", "all");
    for (Plan.Target target : targets) {
      replays.put(target, api.replay(instance, target.workspace(), asked));
    }
  }

  private void awaitVisits(int count) {
    await(count + " requests", () -> receiver.visits().size() >= count);
  }

  private void awaitEnd(Instance instance) {
    replays.forEach(
        (target, id) ->
            await(
                "the replay has ended",
                () -> view(instance, target).path("state").asText().equals("finished")));
  }

  private JsonNode view(Instance instance, Plan.Target target) {
    try {
      return api.replay(instance, target.workspace(), replays.getOrDefault(target, ""));
    } catch (IOException e) {
      throw new AssertionError("the instance does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        List<JsonNode> stand =
            targets.stream().map(its -> view(cluster.present().get(0), its)).toList();
        throw new AssertionError("not within " + PATIENCE_MS + " ms: " + what + "; " + stand);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  /** When the replays say that they have ended, everything has arrived, and they know how much. */
  private void judge(long killed) {
    List<Visit> visits = receiver.visits();
    Instance alive = cluster.present().stream().filter(Instance::isAlive).findAny().orElseThrow();
    Set<String> expected = new TreeSet<>();
    for (Plan.Target target : targets) {
      for (int i = 0; i < each; i++) {
        expected.add(target.path() + " evt_" + i);
      }
    }
    Set<String> taken =
        visits.stream().filter(Visit::taken).map(Visit::what).collect(Collectors.toSet());
    Set<String> missing = new TreeSet<>(expected);
    missing.removeAll(taken);
    assertThat(missing).as("missing, though the replays have ended").isEmpty();
    assertThat(taken).hasSameSizeAs(expected);
    assertThat(visits.stream().map(visit -> visit.what() + visit.deliveryId()).distinct())
        .as("each under one id")
        .hasSameSizeAs(expected);
    List<Visit> repeats = Repeats.of(visits);
    assertThat(Repeats.count(repeats, 0, killed)).as("came again before the kill").isZero();
    assertThat(Repeats.mostAtOneEndpoint(repeats, killed, Long.MAX_VALUE))
        .as("came again after it: what was out, and what had come back and was not committed")
        .isLessThanOrEqualTo(2 * WINDOW);
    for (Plan.Target target : targets) {
      JsonNode view = view(alive, target);
      assertThat(view.path("matched").asInt()).as(view.toString()).isEqualTo(each);
      assertThat(view.path("delivered").asInt()).as(view.toString()).isEqualTo(each);
      assertThat(view.path("failed").asInt()).as(view.toString()).isZero();
      assertThat(view.path("dropped").asInt()).as(view.toString()).isZero();
    }
  }
}
