package dev.hookstream.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.PutEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may have how much out, and who is told when that changes. */
class LaneRoomTest {
  @TempDir Path stateDir;

  private static Endpoint endpoint(String id, String pattern, Ordering ordering) {
    Endpoint endpoint = Dispatch.endpoint(id, "standard");
    endpoint.setEvents(List.of(pattern));
    endpoint.setOrdering(ordering);
    return endpoint;
  }

  @Test
  void whereEndpointsHangThatFillATasksRoomThoseThatAnswerGoOn() {
    try (Dispatch dispatch = new Dispatch(stateDir, 1, 80)) {
      for (int i = 0; i < 4; i++) {
        dispatch.put(endpoint("wh_hangs_" + i, "hang", Ordering.PARALLEL));
      }
      dispatch.put(endpoint("wh_ok", "ok", Ordering.PARALLEL));
      for (int i = 0; i < 50; i++) {
        dispatch.event("h" + i, "hang", "{}");
      }
      List<Delivery> hanging = dispatch.deliveries();
      for (int i = 0; i < 200; i++) {
        dispatch.event("e" + i, "ok", "{}");
      }
      int answered = 0;
      for (List<Delivery> out = dispatch.deliveries();
          !out.isEmpty();
          out = dispatch.deliveries()) {
        out.forEach(delivery -> dispatch.answer(delivery, 200));
        answered += out.size();
      }
      assertThat(answered).isEqualTo(200);
      hanging.forEach(delivery -> dispatch.answer(delivery, 200));
      for (List<Delivery> out = dispatch.deliveries();
          !out.isEmpty();
          out = dispatch.deliveries()) {
        out.forEach(delivery -> dispatch.answer(delivery, 200));
        answered += out.size();
      }
      assertThat(answered + hanging.size()).isEqualTo(200 + 4 * 50);
    }
  }

  @Test
  void whoFoundNoPlaceAtAllGetsTheNextOneThatIsFree() {
    try (Dispatch dispatch = new Dispatch(stateDir, 1, 16)) {
      for (int i = 0; i < 16; i++) {
        dispatch.put(endpoint("wh_hangs_" + i, "hang", Ordering.PARALLEL));
      }
      dispatch.put(endpoint("wh_ok", "ok", Ordering.PARALLEL));
      dispatch.event("h0", "hang", "{}");
      List<Delivery> hanging = dispatch.deliveries();
      assertThat(hanging).hasSize(16);
      dispatch.event("e0", "ok", "{}");
      assertThat(dispatch.deliveries()).isEmpty();
      dispatch.answer(hanging.get(0), 200);
      assertThat(dispatch.deliveries())
          .extracting(delivery -> delivery.getRef().getEventId())
          .containsExactly("e0");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ORDERED", "STRICT"})
  void behindASlowAnswerNoMoreWaitsThanTheOwnersLimitLetsArriveTogether(Ordering ordering) {
    try (Dispatch dispatch = new Dispatch(stateDir)) {
      Endpoint endpoint = endpoint("wh_a", "*", ordering);
      endpoint.setRateLimitPerSecond(20.0);
      dispatch.put(endpoint);
      List<Delivery> out = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        dispatch.event("e" + i, "a", "{}");
        dispatch.advance(Duration.ofMillis(100));
        out.addAll(dispatch.deliveries());
      }
      assertThat(out).hasSize(2);
    }
  }

  @Test
  void whatWaitsForAStrictHeadGoesOnWhenItsOwnerGivesUpTheOrder() {
    try (Dispatch dispatch = new Dispatch(stateDir)) {
      dispatch.put(endpoint("wh_a", "*", Ordering.STRICT));
      dispatch.event("e0", "a", "{}");
      dispatch.answer(dispatch.deliveries().get(0), 500);
      dispatch.event("e1", "a", "{}");
      dispatch.event("e2", "a", "{}");
      assertThat(dispatch.deliveries()).isEmpty();
      dispatch.put(endpoint("wh_a", "*", Ordering.PARALLEL));
      assertThat(dispatch.deliveries())
          .extracting(delivery -> delivery.getRef().getEventId())
          .containsExactly("e1", "e2");
    }
  }

  /** What a task that was killed had out of a parallel lane is known to nobody. */
  @ParameterizedTest
  @EnumSource(names = {"ORDERED", "STRICT"})
  void anOrderThatWasAskedForBeforeATaskBeganWaitsForWhatMayStillBeOut(Ordering ordering) {
    try (Dispatch dispatch = new Dispatch(stateDir)) {
      dispatch.put(endpoint("wh_a", "*", Ordering.PARALLEL));
      dispatch.change(
          "ws",
          new PutEndpoint(endpoint("wh_a", "*", ordering), null, false),
          dispatch.now() - 60_000);
      dispatch.event("e0", "a", "{}");
      dispatch.advance(Duration.ofMinutes(2));
      assertThat(dispatch.deliveries()).isEmpty();
      dispatch.advance(Duration.ofSeconds(20));
      assertThat(dispatch.deliveries()).hasSize(1);
    }
  }
}
