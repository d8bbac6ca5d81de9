package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Ordering;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How endpoints share a host. */
class AdmissionHostTest extends AdmissionFixture {
  private static final long ROUND = Duration.ofMillis(10).toNanos();
  private static final long TIME_OUT = Duration.ofSeconds(20).toNanos();

  private final Map<Work, Long> offeredAt = new HashMap<>();

  @Test
  void slowEndpointsTogetherGetHalfOfAHost() {
    Admission admission = admission(100, 100, 8);
    take(admission.offer(List.of(at("slow", "1"))));
    nanos = Duration.ofSeconds(2).toNanos();
    take(admission.tick());
    take(admission.offer(works("slow", 20)));
    assertThat(begun).hasSize(4);
    take(admission.offer(works("fast", 20)));
    assertThat(begun).as("the last place goes to one that has begun nothing").hasSize(7);
    take(admission.offer(List.of(at("other", "1"))));
    assertThat(begun).hasSize(8);
  }

  @Test
  void theLastOfAHostsSlotsAreForThoseThatHaveAnsweredBefore() {
    Admission admission = admission(1_000, 100, 32);
    take(admission.offer(List.of(at("proven", "1"))));
    take(finish(admission, begun.remove(0)));
    for (int i = 0; i < 100; i++) {
      take(admission.offer(List.of(at("new" + i, "1"))));
    }
    assertThat(begun).hasSize(30);
    take(admission.offer(List.of(at("proven", "2"))));
    assertThat(begun).hasSize(31);
  }

  @Test
  void whoIsNoLongerSlowLeavesItsPartToAllThatWaitForIt() {
    Admission admission = admission(100, 100, 16);
    take(admission.offer(List.of(at("a", "1"), at("b", "1"), at("c", "1"), at("d", "1"))));
    nanos = Duration.ofSeconds(2).toNanos();
    take(admission.tick());
    take(admission.offer(works("a", 4)));
    take(admission.offer(List.of(at("b", "2"), at("c", "2"), at("d", "2"))));
    assertThat(begun).as("half of the host").hasSize(8);
    // It took 2 s, which alone does not make an average slow; the oldest now is young.
    take(finish(admission, begun.get(0)));
    assertThat(ids()).contains("a-3").endsWith("2", "2", "2");
  }

  @Test
  void whoWasCalledAndHasNothingLeftHasTheNextCalled() {
    Admission admission = admission(100, 100, 2);
    PartitionWork leaving = partition();
    take(admission.offer(List.of(at("a", "1"), at("b", "1"))));
    take(admission.offer(List.of(new Work(leaving, 0, delivery("gone", "1"), "shared", 1))));
    take(admission.offer(List.of(at("next", "next"))));
    Work large = new Work(partition, 0, delivery("c", "large"), "x", 900_000);
    take(admission.offer(List.of(large)));
    take(admission.offer(List.of(new Work(partition, 0, delivery("d", "held"), "y", 500_000))));
    take(finish(admission, begun.get(0)));
    assertThat(ids()).as("nothing goes before the one that waits for bytes").endsWith("large");
    assertThat(admission.drop(leaving)).hasSize(1);
    take(finish(admission, large));
    assertThat(ids()).endsWith("large", "held", "next");
  }

  /** 500 that hang to their time-out and 500 that answer within 10 ms, at one host and port. */
  @Test
  void thoseThatAnswerGoOnWhileAsManyHangAtTheSameHost() {
    Admission admission = admission(2_048, 256, 256);
    for (int i = 0; i < 500; i++) {
      take(admission.offer(List.of(offered(at("answers" + i, "first")))));
    }
    while (admission.queued() + admission.inFlight() > 0) {
      nanos += ROUND;
      answer(admission);
    }
    for (int i = 0; i < 500; i++) {
      take(admission.offer(works("hangs" + i, 32)));
    }
    for (int round = 0; round < 6_000; round++) {
      nanos += ROUND;
      if (round % 25 == 0) {
        take(admission.tick());
      }
      if (round % 100 == 0) {
        for (int i = 0; i < 500; i++) {
          take(admission.offer(List.of(offered(at("answers" + i, "r" + round)))));
        }
      }
      answer(admission);
      for (long since : offeredAt.values()) {
        assertThat(nanos - since).isLessThan(Duration.ofSeconds(1).toNanos());
      }
    }
  }

  /**
   * Where neither the host nor the whole is half full nothing can be in the way of anybody, so
   * nobody may wait there; and with the last answer nothing waits any more, without any tick.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void nobodyIsForgotten(long seed) {
    Random random = new Random(seed);
    Admission admission = admission(64, 5, 16);
    Map<String, Integer> out = new HashMap<>();
    Map<String, Integer> waiting = new HashMap<>();
    List<Work> open = new ArrayList<>();
    PartitionWork leaving = partition();
    for (int step = 0; step < 6_000 || !open.isEmpty(); step++) {
      nanos += random.nextInt(step % 1_000 < 500 ? 100_000_000 : 5_000_000);
      if (step < 6_000 && random.nextInt(100) < 52) {
        String host = "h" + random.nextInt(4);
        String endpoint = host + "e" + random.nextInt(12);
        PartitionWork from = random.nextInt(10) == 0 ? leaving : partition;
        List<Work> works = new ArrayList<>();
        for (int i = random.nextInt(8); i >= 0; i--) {
          works.add(new Work(from, 0, delivery(endpoint, "d" + step + "-" + i), host, 1));
        }
        waiting.merge(endpoint, works.size(), Integer::sum);
        take(admission.offer(works));
      } else if (!open.isEmpty()) {
        Work work = open.remove(random.nextInt(open.size()));
        out.merge(work.endpoint(), -1, Integer::sum);
        take(finish(admission, work));
      }
      if (step < 6_000 && random.nextInt(20) == 0) {
        take(admission.tick());
      }
      if (random.nextInt(200) == 0) {
        for (Work dropped : admission.drop(leaving)) {
          waiting.merge(dropped.endpoint(), -1, Integer::sum);
        }
        leaving = partition();
        take(admission.tick());
      }
      for (Work work : begun) {
        open.add(work);
        waiting.merge(work.endpoint(), -1, Integer::sum);
        out.merge(work.endpoint(), 1, Integer::sum);
      }
      begun.clear();
      returned.forEach(back -> waiting.merge(back.work().endpoint(), -1, Integer::sum));
      returned.clear();
      assertNobodyWaitsForNothing(open, waiting, out);
    }
    assertThat(admission.queued()).isZero();
    assertThat(waiting.values()).containsOnly(0);
  }

  private static void assertNobodyWaitsForNothing(
      List<Work> open, Map<String, Integer> waiting, Map<String, Integer> out) {
    if (open.size() >= 32) {
      return;
    }
    Map<String, Integer> hosts = new HashMap<>();
    open.forEach(work -> hosts.merge(work.host, 1, Integer::sum));
    waiting.forEach(
        (endpoint, count) -> {
          if (count > 0 && hosts.getOrDefault(endpoint.substring(0, 2), 0) < 8) {
            assertThat(out.getOrDefault(endpoint, 0)).as("in flight of " + endpoint).isEqualTo(5);
          }
        });
  }

  /** Each round has its answers: of those that answer at once, of those that hang after a while. */
  private void answer(Admission admission) {
    ArrayDeque<Work> open = new ArrayDeque<>(begun);
    begun.clear();
    for (Work work : open) {
      boolean hangs = work.endpoint().startsWith("hangs");
      if (hangs && nanos - work.began < TIME_OUT) {
        begun.add(work);
        continue;
      }
      offeredAt.remove(work);
      take(admission.finished(work, attempt(work, AttemptResult.FAILED)));
      if (hangs) {
        take(admission.offer(List.of(at(work.endpoint(), "again"))));
      }
    }
  }

  private Work offered(Work work) {
    offeredAt.put(work, nanos);
    return work;
  }

  private List<Step> finish(Admission admission, Work work) {
    return admission.finished(work, attempt(work, AttemptResult.DELIVERED));
  }

  private List<Work> works(String endpoint, int count) {
    List<Work> works = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      works.add(at(endpoint, endpoint + "-" + i));
    }
    return works;
  }

  private Work at(String endpoint, String id) {
    return work(endpoint, id, Ordering.PARALLEL, null, "shared");
  }
}
