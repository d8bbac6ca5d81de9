package dev.hookstream.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Header;
import dev.hookstream.schemas.Pending;
import dev.hookstream.topology.lane.Lane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The circuit, Retry-After and the owner's limit, from records in to records out. */
class PaceFlowTest {
  private Dispatch dispatch;
  private int events;

  @BeforeEach
  void start(@TempDir Path stateDir) {
    dispatch = new Dispatch(stateDir);
  }

  @AfterEach
  void stop() {
    dispatch.close();
  }

  private void events(int count) {
    for (int i = 0; i < count; i++) {
      dispatch.event("evt_" + events++, "a", "{}");
    }
  }

  private Lane lane() {
    return dispatch.lanes.find("ws", "wh_a").orElseThrow();
  }

  /** Twenty failures over twenty events and ten seconds. */
  private List<Pending> open() {
    dispatch.put(Dispatch.endpoint("wh_a", "standard"));
    events(20);
    List<Delivery> out = dispatch.deliveries();
    out.subList(0, 19).forEach(delivery -> dispatch.answer(delivery, 503));
    dispatch.advance(Duration.ofSeconds(10));
    dispatch.answer(out.get(19), 503);
    assertThat(lane().isCircuitOpen()).isTrue();
    return dispatch.retries();
  }

  private Delivery probe() {
    List<Delivery> left = dispatch.deliveries();
    assertThat(left).hasSize(1);
    return left.get(0);
  }

  @Test
  void behind_an_open_circuit_only_probes_leave_and_what_waits_spends_no_attempts() {
    open();
    events(50);
    assertThat(dispatch.lanes.openCircuits()).isEqualTo(1);
    for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      dispatch.advance(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(dispatch.deliveries()).isEmpty();
      dispatch.advance(Duration.ofMillis(10));
      Delivery probe = probe();
      events(1);
      dispatch.advance(Duration.ofSeconds(5));
      assertThat(dispatch.deliveries()).isEmpty();
      Attempt failed = dispatch.result(probe, AttemptResult.FAILED, null);
      failed.setError(ErrorKind.CONNECT);
      dispatch.attempt(failed);
    }
    assertThat(lane().backlog()).isEqualTo(50);
    assertThat(lane().out()).isZero();
  }

  @Test
  void a_due_retry_goes_first_as_a_probe_and_success_is_met_with_a_ramp() {
    List<Pending> retries = open();
    events(50);
    dispatch.due(retries.get(3));
    dispatch.due(retries.get(4));
    assertThat(dispatch.deliveries()).isEmpty();
    dispatch.advance(Duration.ofSeconds(1));
    Delivery probe = probe();
    assertThat(probe.getRef()).isEqualTo(retries.get(3).getRef());
    assertThat(probe.getAttempt()).isEqualTo(2);
    dispatch.answer(probe, 200);
    assertThat(dispatch.lanes.openCircuits()).isZero();
    List<Integer> atOnce = new ArrayList<>();
    for (List<Delivery> out = dispatch.deliveries(); !out.isEmpty(); out = dispatch.deliveries()) {
      atOnce.add(out.size());
      dispatch.advance(Duration.ofSeconds(1));
      out.forEach(delivery -> dispatch.answer(delivery, 200));
    }
    assertThat(atOnce.stream().mapToInt(n -> n).sum()).isEqualTo(51);
    assertThat(atOnce).startsWith(1, 2, 4, 8, 16);
  }

  @Test
  void with_nothing_waiting_the_next_event_is_the_probe() {
    open();
    dispatch.advance(Duration.ofSeconds(30));
    events(2);
    assertThat(probe().getRef().getEventId()).isEqualTo("evt_20");
    assertThat(lane().backlog()).isEqualTo(1);
  }

  @Test
  void one_event_that_keeps_failing_opens_nothing() {
    Endpoint endpoint = Dispatch.endpoint("wh_a", "aresgen");
    dispatch.put(endpoint);
    dispatch.event("evt_1", "voice.trained", "{}");
    for (int i = 0; i < 20; i++) {
      dispatch.answer(probe(), 500);
      assertThat(lane().isCircuitOpen()).isFalse();
      if (dispatch.retries().isEmpty()) {
        break;
      }
      dispatch.letNextComeDue();
    }
  }

  @Test
  void the_neighbours_of_one_that_is_down_notice_nothing() {
    open();
    dispatch.put(Dispatch.endpoint("wh_b", "standard"));
    events(30);
    assertThat(dispatch.deliveries())
        .hasSize(30)
        .allMatch(delivery -> delivery.getRef().getEndpointId().equals("wh_b"));
  }

  @Test
  void a_probe_that_never_comes_back_does_not_close_the_lane_for_ever() {
    open();
    events(2);
    dispatch.advance(Duration.ofSeconds(1));
    Delivery lost = probe();
    dispatch.advance(Duration.ofMillis(lost.getTimeoutMs()).plusMinutes(3).minusSeconds(2));
    assertThat(dispatch.deliveries()).isEmpty();
    dispatch.advance(Duration.ofSeconds(4));
    assertThat(probe().getRef().getEventId()).isEqualTo("evt_21");
  }

  @Test
  void one_that_was_disabled_while_it_was_down_is_probed_at_once_when_it_is_enabled() {
    open();
    events(5);
    Endpoint disabled = Dispatch.endpoint("wh_a", "standard");
    disabled.setStatus(EndpointStatus.DISABLED);
    dispatch.put(disabled);
    dispatch.advance(Duration.ofMinutes(5));
    assertThat(dispatch.deliveries()).isEmpty();
    dispatch.put(Dispatch.endpoint("wh_a", "standard"));
    dispatch.answer(probe(), 200);
    dispatch.advance(Duration.ofSeconds(1));
    dispatch.answer(probe(), 200);
    assertThat(dispatch.deliveries()).hasSize(2);
  }

  private void answer(Delivery delivery, int status, String retryAfter) {
    Attempt attempt = dispatch.result(delivery, AttemptResult.FAILED, status);
    attempt.setResponseHeaders(List.of(new Header("retry-after", retryAfter, false)));
    dispatch.attempt(attempt);
  }

  @Test
  void retry_after_holds_the_message_and_the_lane() {
    dispatch.put(Dispatch.endpoint("wh_a", "standard"));
    events(1);
    long until = dispatch.now() + 90_000;
    answer(probe(), 429, "90");
    assertThat(dispatch.retries().get(0).getDueAt()).isEqualTo(until);
    events(3);
    dispatch.advance(Duration.ofMillis(89_999));
    assertThat(dispatch.deliveries()).isEmpty();
    dispatch.advance(Duration.ofMillis(10));
    assertThat(dispatch.deliveries()).hasSize(3);
  }

  @Test
  void retry_after_at_a_date_holds_too_and_never_brings_a_retry_forward() {
    dispatch.put(Dispatch.endpoint("wh_a", "standard"));
    events(1);
    // The clock starts at 08:00:00; the contract's own delay is five seconds and some jitter.
    answer(probe(), 503, "Mon, 11 May 2026 08:00:02 GMT");
    assertThat(dispatch.retries().get(0).getDueAt() - dispatch.now()).isBetween(5_000L, 5_500L);
    events(1);
    dispatch.advance(Duration.ofMillis(1_999));
    assertThat(dispatch.deliveries()).isEmpty();
    dispatch.advance(Duration.ofMillis(10));
    assertThat(dispatch.deliveries()).hasSize(1);
  }

  @Test
  void nonsense_in_retry_after_holds_nothing() {
    dispatch.put(Dispatch.endpoint("wh_a", "standard"));
    events(1);
    answer(probe(), 503, "-5");
    events(1);
    assertThat(dispatch.deliveries()).hasSize(1);
  }

  @Test
  void a_limit_is_true_over_any_second_and_a_minute_and_keeps_the_order() {
    Endpoint limited = Dispatch.endpoint("wh_a", "standard");
    limited.setRateLimitPerSecond(15.0);
    dispatch.put(limited);
    events(1_000);
    List<Delivery> all = new ArrayList<>();
    List<Long> times = new ArrayList<>();
    for (int step = 0; all.size() < 1_000 && step < 7_000; step++) {
      for (Delivery delivery : dispatch.deliveries()) {
        all.add(delivery);
        times.add(dispatch.now());
        dispatch.answer(delivery, 200);
      }
      dispatch.advance(Duration.ofMillis(10));
    }
    assertThat(all).hasSize(1_000);
    for (int i = 0; i < all.size(); i++) {
      assertThat(all.get(i).getRef().getEventId()).isEqualTo("evt_" + i);
    }
    assertThat(most(times, 1_000)).isLessThanOrEqualTo(16);
    assertThat(most(times, 60_000)).isLessThanOrEqualTo(901);
    assertThat(times.get(999) - times.get(0)).isBetween(66_000L, 69_000L);
  }

  private static int most(List<Long> times, long stretch) {
    Deque<Long> within = new ArrayDeque<>();
    int most = 0;
    for (long time : times) {
      within.addLast(time);
      while (within.peekFirst() <= time - stretch) {
        within.removeFirst();
      }
      most = Math.max(most, within.size());
    }
    return most;
  }
}
