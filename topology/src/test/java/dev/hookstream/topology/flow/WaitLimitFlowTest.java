package dev.hookstream.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.OutcomeKind;
import dev.hookstream.schemas.serde.EventFormats;
import dev.hookstream.topology.lane.LaneSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaitLimitFlowTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path stateDir;

  private static Endpoint endpoint(EndpointStatus status) {
    Endpoint endpoint = Dispatch.endpoint("wh_1", "standard");
    endpoint.setStatus(status);
    return endpoint;
  }

  private static void pass(Dispatch dispatch, Duration time) {
    dispatch.advance(time);
    dispatch.advance(Duration.ofSeconds(10));
    dispatch.advance(Duration.ofSeconds(1));
  }

  @Test
  void whatIsHeldForTooLongIsADeadLetterWithItsBodyAndItsReason() {
    try (Dispatch dispatch = new Dispatch(stateDir)) {
      dispatch.put(endpoint(EndpointStatus.DISABLED));
      dispatch.event("e0", "a.b", "{\"n\":0}");
      pass(dispatch, HOUR.multipliedBy(71));
      dispatch.event("e1", "a.b", "{\"n\":1}");
      assertThat(dispatch.deadLetters()).isEmpty();
      pass(dispatch, HOUR);
      List<DeadLetter> letters = dispatch.deadLetters();
      assertThat(letters).hasSize(1);
      assertThat(letters.get(0).getRef().getEventId()).isEqualTo("e0");
      assertThat(letters.get(0).getReason()).isEqualTo("waited_too_long");
      assertThat(letters.get(0).getAttempts()).isZero();
      assertThat(Sent.text(letters.get(0).getBody())).contains("\"n\":0");
      assertThat(dispatch.outcomes())
          .extracting(Outcome::getKind, Outcome::getReason)
          .containsExactly(tuple(OutcomeKind.DEAD_LETTERED, "waited_too_long"));
      dispatch.put(endpoint(EndpointStatus.ENABLED));
      assertThat(dispatch.deliveries())
          .extracting(delivery -> delivery.getRef().getEventId())
          .containsExactly("e1");
    }
  }

  @Test
  void theOwnersLimitCountsAndManyAreOneAlert() {
    try (Dispatch dispatch = new Dispatch(stateDir)) {
      Endpoint endpoint = endpoint(EndpointStatus.DISABLED);
      endpoint.setMaxWaitMs(HOUR.toMillis());
      dispatch.put(endpoint);
      for (int i = 0; i < 3_000; i++) {
        dispatch.event("e" + i, "a.b", "{}");
      }
      pass(dispatch, HOUR);
      for (int i = 0; i < 10; i++) {
        dispatch.advance(Duration.ofMillis(10));
      }
      assertThat(dispatch.deadLetters())
          .extracting(letter -> letter.getRef().getEventId())
          .hasSize(3_000)
          .startsWith("e0", "e1");
      assertThat(dispatch.alerts())
          .extracting(Alert::getKind)
          .containsExactly(AlertKind.DELIVERY_EXHAUSTED);
    }
  }

  @Test
  void theTimeInWhichAStrictHeadIsRetriedIsNotThatOfThoseBehind() {
    try (Dispatch dispatch = new Dispatch(stateDir)) {
      Endpoint endpoint = endpoint(EndpointStatus.ENABLED);
      endpoint.setOrdering(Ordering.STRICT);
      endpoint.setMaxWaitMs(HOUR.toMillis());
      dispatch.put(endpoint);
      OrderedSender sender = new OrderedSender(dispatch);
      sender.answers = delivery -> delivery.getAttempt() == 1 && isFirst(delivery) ? 404 : 200;
      dispatch.event("e0", "a.b", "{}");
      dispatch.event("e1", "a.b", "{}");
      sender.work();
      dispatch.retries();
      pass(dispatch, HOUR.multipliedBy(5));
      assertThat(dispatch.deadLetters()).isEmpty();
      dispatch.letNextComeDue();
      sender.work();
      assertThat(sender.arrived).containsExactly("e0!404", "e0", "e1");
    }
  }

  private static boolean isFirst(Delivery delivery) {
    return delivery.getRef().getEventId().equals("e0");
  }

  @Test
  void aStrictLaneThatStopsAtADeadLetterStopsAtThisOneToo() {
    try (Dispatch dispatch = new Dispatch(stateDir)) {
      Endpoint endpoint = endpoint(EndpointStatus.ENABLED);
      endpoint.setOrdering(Ordering.STRICT);
      endpoint.setStopAtDeadLetter(true);
      endpoint.setRateLimitPerSecond(0.001);
      endpoint.setMaxWaitMs(60_000L);
      dispatch.put(endpoint);
      dispatch.event("e0", "a.b", "{}");
      dispatch.event("e1", "a.b", "{}");
      dispatch.answer(dispatch.deliveries().get(0), 200);
      pass(dispatch, Duration.ofSeconds(60));
      assertThat(dispatch.deadLetters()).hasSize(1);
      assertThat(dispatch.alerts())
          .extracting(Alert::getKind)
          .containsExactlyInAnyOrder(AlertKind.DELIVERY_EXHAUSTED, AlertKind.ENDPOINT_DISABLED);
      dispatch.event("e2", "a.b", "{}");
      dispatch.advance(HOUR);
      assertThat(dispatch.deliveries()).isEmpty();
    }
  }

  @Test
  void whatAnOperationalDeliveryStopsIsToldByMailAlone() {
    try (Dispatch dispatch = new Dispatch(stateDir)) {
      Endpoint endpoint = endpoint(EndpointStatus.ENABLED);
      endpoint.setEvents(List.of("event.rejected"));
      endpoint.setOrdering(Ordering.STRICT);
      endpoint.setStopAtDeadLetter(true);
      endpoint.setRateLimitPerSecond(0.001);
      endpoint.setMaxWaitMs(60_000L);
      dispatch.put(endpoint);
      Endpoint listener = Dispatch.endpoint("wh_ops", "standard");
      listener.setEvents(List.of("endpoint.disabled"));
      dispatch.put(listener);
      dispatch.event("forged1", "endpoint.failing", "{}");
      dispatch.answer(dispatch.deliveries().get(0), 200);
      dispatch.advance(Duration.ofMinutes(1));
      dispatch.event("forged2", "endpoint.failing", "{}");
      pass(dispatch, Duration.ofSeconds(60));
      assertThat(dispatch.deadLetters()).hasSize(1);
      assertThat(dispatch.alerts())
          .extracting(Alert::getKind)
          .contains(AlertKind.ENDPOINT_DISABLED);
      assertThat(dispatch.deliveries())
          .extracting(delivery -> delivery.getRef().getEndpointId())
          .doesNotContain("wh_ops");
    }
  }

  @Test
  void whatHasWaitedTooLongWhileNothingRanIsADeadLetterWithoutANewEvent(@TempDir Path folder) {
    try (Dispatch before = new Dispatch(stateDir)) {
      before.put(endpoint(EndpointStatus.DISABLED));
      before.event("e0", "a.b", "{\"n\":0}");
      before.advance(HOUR.multipliedBy(10));
      before.event("e1", "a.b", "{}");
      try (Dispatch dispatch = before.takenOver(folder, HOUR.multipliedBy(65))) {
        dispatch.advance(Duration.ofSeconds(10));
        dispatch.advance(Duration.ofSeconds(1));
        List<DeadLetter> letters = dispatch.deadLetters();
        assertThat(letters)
            .extracting(letter -> letter.getRef().getEventId() + " " + letter.getReason())
            .containsExactly("e0 waited_too_long");
        assertThat(Sent.text(letters.get(0).getBody())).contains("\"n\":0");
        assertThat(dispatch.outcomes())
            .extracting(Outcome::getKind, Outcome::getReason)
            .containsExactly(tuple(OutcomeKind.DEAD_LETTERED, "waited_too_long"));
        dispatch.put(endpoint(EndpointStatus.ENABLED));
        assertThat(dispatch.deliveries())
            .extracting(delivery -> delivery.getRef().getEventId())
            .containsExactly("e1");
      }
    }
  }

  @Test
  void behindAStrictHeadThatIsRetriedTheAgeDoesNotRunWhileNothingRuns(@TempDir Path folder) {
    try (Dispatch before = new Dispatch(stateDir)) {
      Endpoint endpoint = endpoint(EndpointStatus.ENABLED);
      endpoint.setOrdering(Ordering.STRICT);
      endpoint.setMaxWaitMs(HOUR.toMillis());
      before.put(endpoint);
      OrderedSender first = new OrderedSender(before);
      first.answers = delivery -> 404;
      before.event("e0", "a.b", "{}");
      before.event("e1", "a.b", "{}");
      first.work();
      before.retries();
      try (Dispatch dispatch = before.takenOver(folder, HOUR.multipliedBy(5))) {
        dispatch.advance(Duration.ofSeconds(10));
        dispatch.advance(Duration.ofSeconds(1));
        assertThat(dispatch.deadLetters()).isEmpty();
        dispatch.letNextComeDue();
        OrderedSender sender = new OrderedSender(dispatch);
        sender.work();
        assertThat(sender.arrived).containsExactly("e0", "e1");
      }
    }
  }

  @Test
  void oneTooManyIsADeadLetterAndTheOthersKeepTheirPlaces() {
    try (Dispatch dispatch = withBacklogOfTwo()) {
      dispatch.put(endpoint(EndpointStatus.DISABLED));
      for (int i = 0; i < 4; i++) {
        dispatch.event("e" + i, "a.b", "{}");
      }
      assertThat(dispatch.deadLetters())
          .extracting(letter -> letter.getRef().getEventId() + " " + letter.getReason())
          .containsExactly("e2 backlog_full", "e3 backlog_full");
      dispatch.put(endpoint(EndpointStatus.ENABLED));
      assertThat(dispatch.deliveries()).hasSize(2);
    }
  }

  @Test
  void aLaneThatIsAlwaysBusyKeepsToTheLimitToo() {
    try (Dispatch dispatch = new Dispatch(stateDir)) {
      Endpoint endpoint = endpoint(EndpointStatus.ENABLED);
      endpoint.setOrdering(Ordering.ORDERED);
      endpoint.setMaxInFlight(1);
      endpoint.setMaxWaitMs(60_000L);
      dispatch.put(endpoint);
      for (int i = 0; i < 30; i++) {
        dispatch.event("e" + i, "a.b", "{}");
      }
      int answered = 0;
      for (List<Delivery> out = dispatch.deliveries();
          !out.isEmpty();
          out = dispatch.deliveries()) {
        dispatch.advance(Duration.ofSeconds(7));
        dispatch.answer(out.get(0), 200);
        answered++;
      }
      assertThat(answered).isBetween(8, 11);
      assertThat(dispatch.deadLetters())
          .hasSize(30 - answered)
          .allMatch(letter -> letter.getReason().equals("waited_too_long"));
    }
  }

  @Test
  void aStrictLaneThatStopsAtADeadLetterStopsWhereThereIsNoRoom() {
    try (Dispatch dispatch = withBacklogOfTwo()) {
      Endpoint endpoint = endpoint(EndpointStatus.ENABLED);
      endpoint.setOrdering(Ordering.STRICT);
      endpoint.setStopAtDeadLetter(true);
      endpoint.setMaxInFlight(1);
      dispatch.put(endpoint);
      for (int i = 0; i < 4; i++) {
        dispatch.event("e" + i, "a.b", "{}");
      }
      assertThat(dispatch.deadLetters()).hasSize(1);
      dispatch.answer(dispatch.deliveries().get(0), 200);
      assertThat(dispatch.deliveries()).isEmpty();
      assertThat(dispatch.alerts())
          .extracting(Alert::getKind)
          .containsExactlyInAnyOrder(AlertKind.DELIVERY_EXHAUSTED, AlertKind.ENDPOINT_DISABLED);
    }
  }

  private Dispatch withBacklogOfTwo() {
    return new Dispatch(
        stateDir, 1, LaneSettings.MAX_OUT_PER_TASK, EventFormats.withoutRegistry(256 * 1024), 2);
  }
}
