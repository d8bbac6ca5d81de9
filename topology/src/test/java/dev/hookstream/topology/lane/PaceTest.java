package dev.hookstream.topology.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.topology.lane.LaneCommand.Back;
import dev.hookstream.topology.lane.LaneCommand.Sign;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
  private static final long NOW = 1_800_000_000_000L;

  private final Pace pace = new Pace();

  private boolean back(int event, Sign sign, long now) {
    return pace.back(result("dlv_" + event, event, sign), now);
  }

  private static Back result(String delivery, int event, Sign sign) {
    DeliveryRef ref =
        DeliveryRef.newBuilder()
            .setDeliveryId(delivery)
            .setWorkspaceId("ws")
            .setEndpointId("wh")
            .setEventId("evt_" + event)
            .setEventType("a")
            .setContract("standard")
            .setEventPartition(0)
            .setEventOffset(event)
            .setAcceptedAt(NOW)
            .build();
    return new Back(ref, sign, 0, true);
  }

  private long openAt(long now) {
    for (int i = 0; i < 19; i++) {
      assertThat(back(i, Sign.OVERLOADED, now)).isFalse();
    }
    assertThat(back(19, Sign.OVERLOADED, now + 10_000)).isTrue();
    return now + 10_000;
  }

  @ParameterizedTest
  @CsvSource({
    "20, 5, 10000, true",
    "19, 5, 10000, false",
    "20, 4, 10000, false",
    "99, 5, 9999, false"
  })
  void it_opens_after_twenty_failures_over_five_events_and_ten_seconds(
      int failures, int events, long over, boolean opens) {
    for (int i = 0; i < failures; i++) {
      back(i % events, Sign.OVERLOADED, NOW + over * i / (failures - 1));
    }
    assertThat(pace.isOpen()).isEqualTo(opens);
  }

  @Test
  void a_success_begins_the_count_anew_and_a_404_does_not() {
    for (int i = 0; i < 19; i++) {
      back(i, Sign.OVERLOADED, NOW);
      back(i, Sign.ANSWERED, NOW);
    }
    back(1, Sign.HEALTHY, NOW);
    back(1, Sign.OVERLOADED, NOW + 20_000);
    assertThat(pace.isOpen()).isFalse();
    openAt(NOW + 20_000);
    assertThat(pace.isOpen()).isTrue();
  }

  @Test
  void probes_leave_alone_at_growing_distances() {
    long now = openAt(NOW);
    for (long distance : new long[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
      assertThat(pace.allows(now + distance * 1000 - 1)).isFalse();
      now += distance * 1000;
      assertThat(pace.askAgainAt()).isEqualTo(now);
      assertThat(pace.allows(now)).isTrue();
      pace.left("probe", now);
      assertThat(pace.allows(now + 3_600_000)).isFalse();
      // Of those that were out before nothing new is learnt.
      back(3, Sign.OVERLOADED, now);
      pace.back(result("probe", 7, Sign.OVERLOADED), now);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Sign.class,
      names = {"HEALTHY", "ANSWERED"})
  void a_probe_that_is_answered_closes_it(Sign sign) {
    long now = openAt(NOW) + 1_000;
    pace.left("probe", now);
    assertThat(pace.back(result("probe", 7, sign), now)).isFalse();
    assertThat(pace.isOpen()).isFalse();
    assertThat(pace.allows(now)).isTrue();
  }

  @Test
  void a_probe_that_was_not_made_or_never_comes_back_is_followed_by_another() {
    long now = openAt(NOW) + 1_000;
    pace.left("probe", now);
    pace.back(result("probe", 7, Sign.NEUTRAL), now);
    assertThat(pace.askAgainAt()).isEqualTo(now + 1_000);
    pace.left("second", now + 1_000);
    pace.lost("another", now + 200_000);
    assertThat(pace.allows(now + 200_000)).isFalse();
    pace.lost("second", now + 200_000);
    assertThat(pace.allows(now + 200_000)).isTrue();
    assertThat(pace.isOpen()).isTrue();
  }

  @Test
  void the_next_probe_is_told_while_none_is_out() {
    assertThat(pace.nextProbeAt()).isNull();
    long now = openAt(NOW);
    assertThat(pace.nextProbeAt()).isEqualTo(now + 1_000);
    pace.left("probe", now + 1_000);
    assertThat(pace.nextProbeAt()).isNull();
    pace.back(result("probe", 7, Sign.OVERLOADED), now + 1_000);
    assertThat(pace.nextProbeAt()).isEqualTo(now + 3_000);
  }

  @Test
  void an_owner_who_enables_it_again_need_not_wait_for_the_next_probe() {
    long now = openAt(NOW);
    pace.enabled(now);
    assertThat(pace.allows(now)).isTrue();
    assertThat(pace.isOpen()).isTrue();
  }

  @Test
  void the_latest_moment_that_a_receiver_named_holds_the_lane() {
    Back first =
        new Back(result("a", 1, Sign.OVERLOADED).ref(), Sign.OVERLOADED, NOW + 5_000, true);
    pace.back(first, NOW);
    pace.back(new Back(first.ref(), Sign.OVERLOADED, NOW + 1_000, true), NOW);
    pace.back(new Back(first.ref(), Sign.HEALTHY, 0, true), NOW);
    assertThat(pace.allows(NOW + 4_999)).isFalse();
    assertThat(pace.allows(NOW + 5_000)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.25, 1, 2.5, 9, 15, 100, 1000, 2500})
  void a_limit_is_kept_over_any_stretch_and_used_up_by_one_who_asks_when_told(double limit) {
    double burst = Math.max(1, limit / 10);
    pace.limit(limit, NOW);
    List<Long> left = new ArrayList<>();
    long now = NOW;
    while (now <= NOW + 120_000) {
      while (pace.allows(now)) {
        pace.left("d", now);
        left.add(now);
      }
      now = Math.max(now + 10, pace.askAgainAt());
    }
    for (long stretch : new long[] {1_000, 60_000}) {
      assertThat(most(left, stretch))
          .isLessThanOrEqualTo((long) Math.floor(limit * stretch / 1000 + burst + 1e-6));
    }
    assertThat(left.size()).isGreaterThanOrEqualTo((int) (limit * 120 * 0.98));
  }

  private static long most(List<Long> times, long stretch) {
    int from = 0;
    int most = 0;
    for (int to = 0; to < times.size(); to++) {
      while (times.get(from) <= times.get(to) - stretch) {
        from++;
      }
      most = Math.max(most, to - from + 1);
    }
    return most;
  }

  @Test
  void a_change_of_the_limit_is_no_way_around_it() {
    pace.limit(10.0, NOW);
    pace.left("d", NOW);
    for (int i = 0; i < 100; i++) {
      pace.limit(10.0 + i, NOW);
      assertThat(pace.allows(NOW)).isFalse();
    }
    pace.limit(null, NOW);
    assertThat(pace.allows(NOW)).isTrue();
  }
}
