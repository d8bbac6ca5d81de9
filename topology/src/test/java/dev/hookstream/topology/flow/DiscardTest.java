package dev.hookstream.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.OutcomeKind;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscardTest {
  private static final int HELD = 3_000;

  @TempDir Path state;

  @Test
  void whatWasHeldIsThrownAwayInPiecesThatFollowEachOtherAndLiveTrafficGoesOn() {
    try (Dispatch dispatch = new Dispatch(state)) {
      Endpoint endpoint = Dispatch.endpoint("wh_a", "standard");
      endpoint.setStatus(EndpointStatus.DISABLED);
      dispatch.put(endpoint);
      for (int i = 0; i < HELD; i++) {
        dispatch.event("evt_" + i, "a.b", "{}");
      }
      endpoint.setStatus(EndpointStatus.ENABLED);
      dispatch.put(endpoint, null, true);
      for (int i = 0; i < 10; i++) {
        dispatch.advance(Duration.ofMillis(20));
      }
      assertThat(dispatch.outcomes())
          .hasSize(HELD)
          .allMatch(outcome -> outcome.getKind() == OutcomeKind.DISCARDED);
      dispatch.event("evt_after", "a.b", "{}");
      assertThat(dispatch.deliveries())
          .singleElement()
          .matches(delivery -> delivery.getRef().getEventId().equals("evt_after"));
    }
  }
}
