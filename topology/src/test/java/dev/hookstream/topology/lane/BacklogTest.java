package dev.hookstream.topology.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Waiting;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BacklogTest {
  private final MapStore<Bytes, byte[]> chunks = MapStore.ofBytes();
  private final MapStore<Bytes, byte[]> bodies = MapStore.ofBytes();
  private final MapStore<Bytes, byte[]> counts = MapStore.ofBytes();
  private Map<String, Lane> lanes = new HashMap<>();
  private Backlog backlog = open();

  private Backlog open() {
    lanes = new HashMap<>();
    return new Backlog(chunks, new SharedBodies(bodies, counts));
  }

  private Lane lane(String endpoint) {
    return lanes.computeIfAbsent(
        endpoint,
        id -> {
          Lane lane = new Lane("ws", id, 10);
          backlog.find(lane);
          return lane;
        });
  }

  private void commit() {
    backlog.store();
    List.of(chunks, bodies, counts).forEach(MapStore::commit);
  }

  private void crash() {
    List.of(chunks, bodies, counts).forEach(MapStore::abort);
    backlog = open();
  }

  static Queued queued(String endpoint, int event, int bytes, boolean shared) {
    DeliveryRef ref =
        new DeliveryRef(
            "dlv-" + endpoint + "-" + event,
            "evt-" + event,
            "a.b",
            "ws",
            endpoint,
            "standard",
            0,
            (long) event,
            1_000L + event,
            null,
            null);
    Waiting waiting = new Waiting(ref, DeliveryClass.LIVE, 0, 1, 0L, 1_000L + event, null);
    return new Queued(waiting, body(event, bytes), shared);
  }

  private static byte[] body(int event, int bytes) {
    return (event + "x".repeat(bytes)).getBytes(StandardCharsets.UTF_8);
  }

  private String take(String endpoint) {
    Queued taken = backlog.take(lane(endpoint).queue(DeliveryClass.LIVE));
    Objects.requireNonNull(taken);
    return taken.waiting().getRef().getEventId()
        + "="
        + new String(Objects.requireNonNull(taken.body()), StandardCharsets.UTF_8);
  }

  @Test
  void whatComesAndGoesBetweenTwoCommitsIsNeverStored() {
    for (int i = 0; i < 500; i++) {
      backlog.append(lane("a"), queued("a", i, 10, i % 2 == 0));
      take("a");
    }
    commit();
    assertThat(chunks.puts + bodies.puts + counts.puts).isZero();
  }

  @Test
  void whatWaitsAtACommitIsThereAfterACrashAndWhatCameLaterIsNot() {
    IntStream.range(0, 700).forEach(i -> backlog.append(lane("a"), queued("a", i, 10, false)));
    commit();
    IntStream.range(0, 300).forEach(i -> take("a"));
    commit();
    IntStream.range(300, 310).forEach(i -> take("a"));
    IntStream.range(700, 705).forEach(i -> backlog.append(lane("a"), queued("a", i, 10, false)));
    crash();
    assertThat(lane("a").backlog()).isEqualTo(400);
    for (int i = 300; i < 700; i++) {
      assertThat(take("a")).startsWith("evt-" + i + "=" + i + "x");
    }
    assertThat(lane("a").backlog()).isZero();
    commit();
    assertThat(chunks.approximateNumEntries()).isZero();
  }

  @Test
  void aBodyThatSeveralLanesWaitWithIsStoredOnceAndGoesWithTheLast() {
    for (String endpoint : List.of("a", "b", "c")) {
      backlog.append(lane(endpoint), queued(endpoint, 1, 10, true));
    }
    commit();
    assertThat(bodies.approximateNumEntries()).isOne();
    crash();
    for (String endpoint : List.of("a", "b")) {
      assertThat(take(endpoint)).isEqualTo("evt-1=1" + "x".repeat(10));
      commit();
      crash();
    }
    assertThat(bodies.approximateNumEntries()).isOne();
    take("c");
    commit();
    assertThat(bodies.approximateNumEntries() + counts.approximateNumEntries()).isZero();
  }

  @Test
  void memoryIsBoundedHoweverManyLanesWait() {
    for (int lane = 0; lane < 100; lane++) {
      for (int i = 0; i < 40; i++) {
        backlog.append(lane("e" + lane), queued("e" + lane, i, 20_000, false));
      }
    }
    commit();
    long inMemory =
        lanes.values().stream()
            .mapToLong(lane -> lane.queue(DeliveryClass.LIVE).frontBytes())
            .sum();
    assertThat(inMemory).isLessThan(17 << 20);
    for (int lane = 0; lane < 100; lane++) {
      for (int i = 0; i < 40; i++) {
        assertThat(take("e" + lane)).startsWith("evt-" + i + "=");
      }
    }
  }

  @Test
  void aDiscardThatWasCutOffGoesOnAfterTheCrashAndSparesWhatCameLater() {
    IntStream.range(0, 600).forEach(i -> backlog.append(lane("a"), queued("a", i, 10, false)));
    LaneQueue queue = lane("a").queue(DeliveryClass.LIVE);
    queue.discardAll("enough");
    backlog.changed(queue);
    backlog.append(lane("a"), queued("a", 600, 10, false));
    IntStream.range(0, 100).forEach(i -> take("a"));
    commit();
    crash();
    int discarded = 0;
    while (lane("a").queue(DeliveryClass.LIVE).discardReason() != null) {
      take("a");
      discarded++;
    }
    assertThat(discarded).isEqualTo(500);
    assertThat(take("a")).startsWith("evt-600=");
  }

  @Test
  void aChunkThatTheStoreHasLostIsPassedOver() {
    IntStream.range(0, 600).forEach(i -> backlog.append(lane("a"), queued("a", i, 10, false)));
    commit();
    crash();
    LaneQueue queue = lane("a").queue(DeliveryClass.LIVE);
    chunks.delete(BacklogKey.chunk(queue, 0));
    assertThat(backlog.take(queue)).isNull();
    assertThat(take("a")).startsWith("evt-256=");
  }

  @Test
  void aMarkDoesNotOutliveALostChunk() {
    IntStream.range(0, 200).forEach(i -> backlog.append(lane("a"), queued("a", i, 10, false)));
    commit();
    IntStream.range(0, 100).forEach(i -> take("a"));
    commit();
    crash();
    LaneQueue queue = lane("a").queue(DeliveryClass.LIVE);
    chunks.delete(BacklogKey.chunk(queue, 0));
    assertThat(backlog.take(queue)).isNull();
    commit();
    crash();
    IntStream.range(1_000, 1_200)
        .forEach(i -> backlog.append(lane("a"), queued("a", i, 10, false)));
    commit();
    crash();
    assertThat(lane("a").backlog()).isEqualTo(200);
  }

  /** Against plain lists, which are copied at each commit. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void anyHistoryOfCommitsAndCrashesKeepsEveryQueueAsItWas(long seed) {
    Random random = new Random(seed);
    Map<String, List<String>> expected = new HashMap<>();
    Map<String, List<String>> committed = new HashMap<>();
    int event = 0;
    for (int step = 0; step < 200; step++) {
      String endpoint = "e" + random.nextInt(4);
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          int size = random.nextInt(3) == 0 ? 5_000 : 50;
          for (int i = random.nextInt(300); i > 0; i--) {
            event++;
            backlog.append(lane(endpoint), queued(endpoint, event, size, false));
            expect(expected, endpoint, event, size);
          }
        }
        case 3 -> {
          event++;
          for (String each : List.of("e0", "e1", "e2", "e3")) {
            backlog.append(lane(each), queued(each, event, 70, true));
            expect(expected, each, event, 70);
          }
        }
        case 4, 5 -> {
          List<String> waiting = expected.getOrDefault(endpoint, List.of());
          for (int i = random.nextInt(400); i > 0 && !waiting.isEmpty(); i--) {
            assertThat(take(endpoint)).isEqualTo(waiting.remove(0));
          }
        }
        case 6 -> {
          commit();
          committed = copy(expected);
        }
        default -> {
          if (random.nextInt(3) == 0) {
            crash();
            expected = copy(committed);
          }
        }
      }
      assertThat(lane(endpoint).backlog())
          .isEqualTo(expected.getOrDefault(endpoint, List.of()).size());
    }
    expected.forEach(
        (endpoint, waiting) -> waiting.forEach(next -> assertThat(take(endpoint)).isEqualTo(next)));
    commit();
    assertThat(
            chunks.approximateNumEntries()
                + bodies.approximateNumEntries()
                + counts.approximateNumEntries())
        .isZero();
  }

  private static void expect(
      Map<String, List<String>> expected, String endpoint, int event, int size) {
    expected
        .computeIfAbsent(endpoint, id -> new ArrayList<>())
        .add("evt-" + event + "=" + new String(body(event, size), StandardCharsets.UTF_8));
  }

  private static Map<String, List<String>> copy(Map<String, List<String>> lists) {
    Map<String, List<String>> copy = new HashMap<>();
    lists.forEach((endpoint, list) -> copy.put(endpoint, new ArrayList<>(list)));
    return copy;
  }

  @Test
  void aQueueNeverForgetsTheChunkThatItHasJustRead() {
    backlog.append(lane("eldest"), queued("eldest", 0, 10, false));
    commit();
    int fillsAChunk = 25;
    for (int i = 1; i <= fillsAChunk; i++) {
      backlog.append(lane("eldest"), queued("eldest", i, 10_000, false));
      for (int other = 0; other < 64; other++) {
        backlog.append(lane("o" + other), queued("o" + other, i, 10_000, false));
      }
    }
    commit();
    crash();
    LaneQueue eldest = lane("eldest").queue(DeliveryClass.LIVE);
    backlog.first(eldest);
    for (int other = 0; other < 64; other++) {
      backlog.first(lane("o" + other).queue(DeliveryClass.LIVE));
    }
    for (int i = 0; i <= fillsAChunk; i++) {
      Queued out = Objects.requireNonNull(backlog.release(eldest));
      assertThat(out.waiting().getRef().getEventId()).isEqualTo("evt-" + i);
    }
  }
}
