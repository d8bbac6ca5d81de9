package dev.hookstream.topology.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.DeliverAgain;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Replay;
import dev.hookstream.schemas.Trace;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trace that a producer names goes with what its event becomes, as far as its own attempts. */
class TraceFlowTest {
  private static final Trace TRACE =
      new Trace("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "congo=t61rcWkgMzE");

  private Dispatch dispatch;

  @BeforeEach
  void start(@TempDir Path stateDir) {
    dispatch = new Dispatch(stateDir);
    dispatch.put(Dispatch.endpoint("wh_a", "standard"));
  }

  @AfterEach
  void stop() {
    dispatch.close();
  }

  private Delivery traced() {
    Headers headers =
        new RecordHeaders()
            .add("traceparent", TRACE.getTraceparent().getBytes(UTF_8))
            .add("tracestate", "congo=t61rcWkgMzE".getBytes(UTF_8));
    dispatch.raw("ws", json("evt_1"), headers, dispatch.now());
    return dispatch.deliveries().get(0);
  }

  private static byte[] json(String id) {
    return ("{\"id\":\"" + id + "\",\"type\":\"a.b\",\"workspace_id\":\"ws\",\"data\":{}}")
        .getBytes(UTF_8);
  }

  @Test
  void a_retry_and_a_dead_letter_and_what_is_made_of_it_by_hand_stay_in_the_trace() {
    Delivery delivery = traced();
    assertThat(delivery.getRef().getTrace()).isEqualTo(TRACE);
    assertThat(delivery.getHeaders()).noneMatch(header -> header.getName().startsWith("trace"));
    dispatch.answer(delivery, 500);
    assertThat(dispatch.letNextComeDue().getRef().getTrace()).isEqualTo(TRACE);
    Delivery second = dispatch.deliveries().get(0);
    assertThat(second.getRef().getTrace()).isEqualTo(TRACE);
    dispatch.replay(again(second, "", true));
    Delivery byHand = dispatch.deliveries().get(0);
    assertThat(byHand.getRound()).isEqualTo(1);
    assertThat(byHand.getRef().getTrace()).isEqualTo(TRACE);
    assertThat(dispatch.traces.told)
        .containsExactly(
            "released evt_1 attempt 1",
            "accepted evt_1 for 1",
            "released evt_1 attempt 2",
            "released evt_1 attempt 1");
  }

  @Test
  void a_backlog_keeps_the_trace() {
    var ordered = Dispatch.endpoint("wh_a", "standard");
    ordered.setMaxInFlight(1);
    dispatch.put(ordered);
    dispatch.event("evt_0", "a.b", "{}");
    Delivery before = dispatch.deliveries().get(0);
    Headers headers =
        new RecordHeaders().add("traceparent", TRACE.getTraceparent().getBytes(UTF_8));
    dispatch.raw("ws", json("evt_1"), headers, dispatch.now());
    assertThat(dispatch.deliveries()).isEmpty();
    dispatch.answer(before, 200);
    assertThat(dispatch.deliveries())
        .extracting(delivery -> delivery.getRef().getTrace())
        .containsExactly(new Trace(TRACE.getTraceparent(), null));
    assertThat(dispatch.traces.told)
        .containsExactly("accepted evt_1 for 1", "released evt_1 attempt 1");
  }

  @Test
  void without_a_trace_nobody_is_told_of_anything() {
    dispatch.event("evt_1", "a.b", "{}");
    Headers nonsense = new RecordHeaders().add("traceparent", "00-nonsense-01".getBytes(UTF_8));
    dispatch.raw("ws", json("evt_2"), nonsense, dispatch.now());
    assertThat(dispatch.deliveries()).hasSize(2).allMatch(d -> d.getRef().getTrace() == null);
    assertThat(dispatch.traces.told).isEmpty();
  }

  @Test
  void a_replay_is_in_no_trace() {
    Delivery delivery = traced();
    dispatch.answer(delivery, 200);
    dispatch.traces.told.clear();
    dispatch.replay(again(delivery, "rpl_1", false));
    Event event = new Event("evt_1", "a.b", "ws", Instant.EPOCH, "{}", null);
    dispatch.replay(new Replay("rpl_2", event, 0, 0L, dispatch.now(), null, null));
    assertThat(dispatch.deliveries()).hasSize(2).allMatch(d -> d.getRef().getTrace() == null);
    assertThat(dispatch.traces.told).isEmpty();
  }

  private Replay again(Delivery delivery, String replayId, boolean sameDelivery) {
    DeliverAgain again =
        new DeliverAgain(
            delivery.getRef(), delivery.getRound(), sameDelivery, delivery.getBody().duplicate());
    return new Replay(replayId, null, 0, 0L, dispatch.now(), null, again);
  }
}
