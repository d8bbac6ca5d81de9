package dev.hookstream.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.Ordering;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrderFlowTest {
  @TempDir Path stateDir;
  private Dispatch dispatch;
  private OrderedSender sender;

  @BeforeEach
  void open() {
    dispatch = new Dispatch(stateDir);
    sender = new OrderedSender(dispatch);
  }

  @AfterEach
  void close() {
    dispatch.close();
  }

  private static Endpoint endpoint(Ordering ordering) {
    Endpoint endpoint = Dispatch.endpoint("wh_1", "standard");
    endpoint.setOrdering(ordering);
    return endpoint;
  }

  private void events(int from, int to) {
    IntStream.range(from, to).forEach(i -> dispatch.event("e" + i, "a.b", "{}"));
  }

  private static List<String> names(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "e" + i).toList();
  }

  private static boolean is(Delivery delivery, String event, int attempt) {
    return delivery.getRef().getEventId().equals(event) && delivery.getAttempt() == attempt;
  }

  @ParameterizedTest
  @EnumSource(names = {"ORDERED", "STRICT"})
  void letsOutARunWhereEachNamesTheOneBeforeIt(Ordering ordering) {
    dispatch.put(endpoint(ordering));
    events(0, 3);
    List<Delivery> run = dispatch.deliveries();
    assertThat(run).extracting(d -> d.getRef().getEventId()).containsExactly("e0", "e1", "e2");
    assertThat(run).allMatch(d -> d.getOrder().getMode() == ordering);
    assertThat(run.get(0).getOrder().getPreviousDeliveryId()).isNull();
    assertThat(run.get(1).getOrder().getPreviousDeliveryId())
        .isEqualTo(run.get(0).getRef().getDeliveryId());
    assertThat(run.get(2).getOrder().getPreviousDeliveryId())
        .isEqualTo(run.get(1).getRef().getDeliveryId());
  }

  @ParameterizedTest
  @EnumSource(names = {"ORDERED", "STRICT"})
  void deliversManyInOrder(Ordering ordering) {
    dispatch.put(endpoint(ordering));
    events(0, 1_000);
    sender.work();
    assertThat(sender.arrived).isEqualTo(names(0, 1_000));
    assertThat(dispatch.retries()).isEmpty();
  }

  @Test
  void anOrderedFailureGoesToItsRetriesAndHoldsUpNobody() {
    dispatch.put(endpoint(Ordering.ORDERED));
    sender.answers = d -> is(d, "e1", 1) ? 500 : 200;
    events(0, 4);
    sender.work();
    assertThat(sender.arrived).containsExactly("e0", "e1!500", "e2", "e3");
    dispatch.letNextComeDue();
    sender.work();
    assertThat(sender.arrived).endsWith("e1");
  }

  @Test
  void aStrictFailureHoldsUpAllBehindItUntilItIsDelivered() {
    dispatch.put(endpoint(Ordering.STRICT));
    sender.answers = d -> is(d, "e1", 1) || is(d, "e1", 2) ? 404 : 200;
    events(0, 4);
    sender.work();
    assertThat(sender.arrived).containsExactly("e0", "e1!404");
    events(4, 6);
    sender.work();
    dispatch.letNextComeDue();
    sender.work();
    assertThat(sender.arrived).containsExactly("e0", "e1!404", "e1!404");
    dispatch.letNextComeDue();
    sender.work();
    assertThat(sender.arrived)
        .containsExactly("e0", "e1!404", "e1!404", "e1", "e2", "e3", "e4", "e5");
  }

  @Test
  void aStrictLaneGoesOnBehindADeadLetter() {
    dispatch.put(endpoint(Ordering.STRICT));
    sender.answers = d -> d.getRef().getEventId().equals("e0") ? 404 : 200;
    events(0, 3);
    List<DeadLetter> letters = deadLetterTheHead();
    assertThat(letters).extracting(DeadLetter::getReason).containsExactly("attempts_used_up");
    sender.work();
    assertThat(sender.arrived).endsWith("e0!404", "e1", "e2");
    assertThat(dispatch.alerts())
        .extracting(Alert::getKind)
        .contains(AlertKind.DELIVERY_EXHAUSTED)
        .doesNotContain(AlertKind.ENDPOINT_DISABLED);
  }

  @Test
  void aStrictLaneStopsAtADeadLetterWhereItsOwnerWantsThat() {
    Endpoint endpoint = endpoint(Ordering.STRICT);
    endpoint.setStopAtDeadLetter(true);
    dispatch.put(endpoint);
    sender.answers = d -> d.getRef().getEventId().equals("e0") ? 404 : 200;
    events(0, 3);
    deadLetterTheHead();
    sender.work();
    assertThat(sender.arrived).endsWith("e0!404");
    assertThat(dispatch.alerts())
        .filteredOn(alert -> alert.getKind() == AlertKind.ENDPOINT_DISABLED)
        .hasSize(1);
    endpoint.setStatus(EndpointStatus.ENABLED);
    dispatch.put(endpoint);
    sender.work();
    assertThat(sender.arrived).endsWith("e0!404", "e1", "e2");
  }

  private List<DeadLetter> deadLetterTheHead() {
    sender.work();
    List<DeadLetter> letters = dispatch.deadLetters();
    while (letters.isEmpty()) {
      dispatch.letNextComeDue();
      sender.work();
      letters = dispatch.deadLetters();
    }
    return letters;
  }

  @ParameterizedTest
  @EnumSource(names = {"ORDERED", "STRICT"})
  void whatTheSenderGivesBackGoesAgainFromItsPlace(Ordering ordering) {
    dispatch.put(endpoint(ordering));
    events(0, 5);
    sender.fetch();
    sender.workOne();
    sender.workOne();
    sender.giveBackStale();
    events(5, 7);
    sender.work();
    assertThat(sender.arrived).isEqualTo(names(0, 2));
    dispatch.advance(Duration.ofSeconds(1));
    sender.work();
    assertThat(sender.arrived).isEqualTo(names(0, 7));
    assertThat(dispatch.retries()).as("none waits in the delay line").isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"ORDERED", "STRICT"})
  void anotherInstanceOfTheSenderKeepsTheOrder(Ordering ordering) {
    dispatch.put(endpoint(ordering));
    events(0, 10);
    sender.fetch();
    IntStream.range(0, 4).forEach(i -> sender.workOne());
    sender.handOver();
    sender.work();
    assertThat(sender.arrived).isEqualTo(names(0, 10));
  }

  @ParameterizedTest
  @EnumSource(names = {"ORDERED", "STRICT"})
  void theModeChangesOnceAllHasComeBack(Ordering ordering) {
    dispatch.put(endpoint(Ordering.PARALLEL));
    events(0, 3);
    List<Delivery> parallel = dispatch.deliveries();
    dispatch.put(endpoint(ordering));
    events(3, 6);
    dispatch.answer(parallel.get(2), 200);
    dispatch.answer(parallel.get(0), 200);
    assertThat(dispatch.deliveries()).isEmpty();
    dispatch.answer(parallel.get(1), 200);
    sender.work();
    assertThat(sender.arrived).isEqualTo(names(3, 6));
  }

  @ParameterizedTest
  @EnumSource(names = {"ORDERED", "STRICT"})
  void andBack(Ordering ordering) {
    dispatch.put(endpoint(ordering));
    events(0, 3);
    sender.fetch();
    dispatch.put(endpoint(Ordering.PARALLEL));
    events(3, 6);
    assertThat(dispatch.deliveries()).isEmpty();
    sender.work();
    assertThat(sender.arrived).startsWith("e0", "e1", "e2").hasSize(6);
  }

  @Test
  void whatIsBeingRetriedWhenALaneBecomesStrictGoesFirst() {
    dispatch.put(endpoint(Ordering.PARALLEL));
    sender.answers = d -> is(d, "e0", 1) ? 500 : 200;
    events(0, 2);
    sender.work();
    dispatch.put(endpoint(Ordering.STRICT));
    events(2, 4);
    sender.work();
    assertThat(sender.arrived).containsExactly("e0!500", "e1");
    dispatch.letNextComeDue();
    sender.work();
    assertThat(sender.arrived).endsWith("e0", "e2", "e3");
  }

  @Test
  void whatWasGivenBackBeforeALaneBecameStrictDoesNotWaitForItself() {
    dispatch.put(endpoint(Ordering.PARALLEL));
    events(0, 1);
    sender.fetch();
    sender.giveBackStale();
    dispatch.put(endpoint(Ordering.STRICT));
    events(1, 2);
    dispatch.letNextComeDue();
    sender.work();
    assertThat(sender.arrived).containsExactly("e0", "e1");
  }

  @Test
  void aDeletedEndpointsRunComesBackBeforeTheRestIsThrownAway() {
    dispatch.put(endpoint(Ordering.STRICT));
    events(0, 40);
    sender.fetch();
    sender.workOne();
    dispatch.delete("wh_1");
    sender.work();
    dispatch.advance(Duration.ofSeconds(1));
    assertThat(sender.arrived).doesNotHaveDuplicates();
    assertThat(dispatch.outcomes()).hasSize(40 - sender.arrived.size());
  }
}
